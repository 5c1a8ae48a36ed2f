import type { DraftedMatrix } from './draft-matrix.ts';

/** Where nothing was recognised: something that runs anywhere, to be changed. */
export const starter: DraftedMatrix = {
  draft: {
    axes: [{ name: 'debian', values: ['bookworm', 'trixie'], why: 'an example: put what your suite has to run on' }],
    include: [],
    exclude: [],
    image: { kind: 'from', from: 'debian:${{ matrix.debian }}-slim', setup: [] },
    services: [],
    test: { command: 'echo "the suite goes here"', env: {}, secrets: [] },
  },
  notes: [
    'no package.json, pyproject.toml, composer.json or the like was found here: this is an example to be changed',
  ],
};
