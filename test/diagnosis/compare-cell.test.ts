import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CellOfRun, compareCell, type ImageFacts } from '../../src/diagnosis/compare-cell.ts';
import type { BuiltImagePlan, CellPlan, ImagePlan, ServicePlan, TestPlan } from '../../src/model/plan.ts';

type Change = {
  readonly image?: Partial<BuiltImagePlan>;
  readonly test?: Partial<TestPlan>;
  readonly service?: Partial<ServicePlan>;
  readonly pinned?: string;
  readonly revision?: string;
  readonly isDirty?: boolean;
  readonly engine?: string;
  readonly built?: ImageFacts;
  readonly pulled?: ImageFacts;
};

const service: ServicePlan = {
  image: 'postgres:15',
  env: {},
  files: [],
  tmpfs: [],
  limits: {},
  ready: { anyOf: [], timeoutMs: 1_000 },
};

const suite: TestPlan = {
  command: ['npm', 'test'],
  env: {},
  secrets: [],
  timeoutMs: 1_000,
  retries: 0,
  results: [],
  artifacts: [],
  limits: {},
  internet: true,
};

const image: BuiltImagePlan = {
  kind: 'build',
  key: 'api:1',
  context: '/api',
  ignore: ['node_modules'],
  dockerfile: 'FROM node:20\n',
  args: {},
  bases: [{ reference: 'node:20' }],
};

const built: ImageFacts = { id: 'sha256:b1', bases: [{ reference: 'node:20', digest: 'sha256:n1' }] };
const pulled: ImageFacts = { id: 'sha256:p1', digest: 'postgres@sha256:d1' };

function cellOf(change: Change): CellOfRun {
  const own = { ...image, ...change.image };
  const beside = { ...service, ...change.service };
  const cell: CellPlan = {
    id: 'node=20',
    index: 0,
    values: {},
    allowFailure: false,
    image: own.key,
    services: { db: beside },
    test: { ...suite, ...change.test },
  };
  const pulling: ImagePlan = {
    kind: 'pull',
    key: beside.image,
    ...(change.pinned === undefined ? {} : { pinned: { digest: change.pinned } }),
  };
  const { revision, isDirty = false } = change;
  return {
    cell,
    plan: { images: [own, pulling] },
    ...(change.engine === undefined
      ? {}
      : { engine: { product: 'Podman', version: change.engine, platform: 'linux/arm64' } }),
    ...(revision === undefined ? {} : { source: { revision, isDirty } }),
    images: new Map([
      [own.key, change.built ?? built],
      [beside.image, change.pulled ?? pulled],
    ]),
  };
}

const moved = { id: 'sha256:p2', digest: 'postgres@sha256:d2' };
const postgres = { reference: 'postgres:15', from: 'sha256:d1', to: 'sha256:d2' };
const rebuilt = { id: 'sha256:b2', bases: [{ reference: 'node:20', digest: 'sha256:n2' }] };
const node = { reference: 'node:20', from: 'sha256:n1', to: 'sha256:n2' };
const mounted = (digest: string) => ({ source: { context: '/api', ignore: [], to: '/app', digest, notRepeated: [] } });
const schema = (from: string) => ({ files: [{ from, to: '/x.sql' }] });
const all = { moved: [], isKnown: true, isRebuilt: false, code: 'same' };

test.each<[what: string, before: Change, now: Change, said: Partial<ReturnType<typeof compareCell>>]>([
  ['nothing is another', {}, {}, {}],
  ['the same engine', { engine: '4' }, { engine: '4' }, {}],
  ['an engine that is not known', {}, { engine: '4' }, {}],
  [
    'another engine',
    { engine: '4' },
    { engine: '5' },
    {
      engines: { from: 'Podman 4 on linux/arm64', to: 'Podman 5 on linux/arm64' },
    },
  ],
  ['a service moved', {}, { pulled: moved }, { moved: [postgres] }],
  ['a base moved', {}, { built: rebuilt }, { moved: [node], isRebuilt: true }],
  ['both', {}, { built: rebuilt, pulled: moved }, { moved: [node, postgres], isRebuilt: true }],
  ['built anew on the same', {}, { built: { ...built, id: 'sha256:b2' } }, { isRebuilt: true }],
  ['a base of which nothing is known', {}, { built: { id: 'sha256:b2' } }, { isKnown: false, isRebuilt: true }],
  ['the same image is built on the same', { built: { id: 'sha256:b1' } }, {}, {}],
  ['the same image by another digest', {}, { pulled: { ...pulled, digest: 'mirror/postgres@sha256:d9' } }, {}],
  ['a service that no registry has', { pulled: { id: 'sha256:p0' } }, {}, { isKnown: false }],
  ['what failed to build tells its bases', {}, { built: { bases: rebuilt.bases } }, { moved: [node] }],
  [
    'a base that is named by its digest',
    { image: { bases: [{ reference: 'a@sha256:1' }] }, built: { id: 'sha256:b0' } },
    { image: { bases: [{ reference: 'a@sha256:1' }] } },
    { isRebuilt: true },
  ],
  [
    'a base that is locked',
    { image: { key: 'api:0', bases: [{ reference: 'node:20', locked: 'sha256:n0' }] } },
    { image: { bases: [{ reference: 'node:20', locked: 'sha256:n2' }] }, built: rebuilt, revision: 'b' },
    { moved: [{ ...node, from: 'sha256:n0' }], code: 'unknown' },
  ],
  ['other images by name', {}, { service: { image: 'postgres:16' } }, { isKnown: false, code: 'unknown' }],

  ['the files', { image: { key: 'api:0' } }, {}, { code: 'changed' }],
  ['files and the matrix file', { image: { key: 'api:0', code: 'a' } }, { image: { code: 'b' } }, { code: 'changed' }],
  ['files, by a record that tells no more', { image: { key: 'api:0' } }, { image: { code: 'b' } }, { code: 'changed' }],
  [
    'the matrix file alone',
    { image: { key: 'api:0', code: 'a' } },
    { image: { code: 'a' } },
    { code: 'changed', isMatrixFile: true },
  ],
  [
    'the matrix file alone, committed',
    { image: { key: 'api:0', code: 'a' }, revision: 'a' },
    { image: { code: 'a' }, revision: 'b' },
    {
      code: 'changed',
      isMatrixFile: true,
      revisions: { from: { revision: 'a', isDirty: false }, to: { revision: 'b', isDirty: false } },
    },
  ],
  [
    'a Dockerfile that is none of the files',
    { image: { key: 'api:0', code: 'a', dockerfile: 'FROM node:20-slim\n' } },
    { image: { code: 'a' } },
    { code: 'changed' },
  ],
  [
    'the files, uncommitted',
    { image: { key: 'api:0' }, revision: 'a' },
    { revision: 'a', isDirty: true },
    {
      code: 'changed',
      revisions: { from: { revision: 'a', isDirty: false }, to: { revision: 'a', isDirty: true } },
    },
  ],
  [
    'only files that are in no commit',
    { image: { key: 'api:0' }, revision: 'a' },
    { revision: 'a' },
    { code: 'unknown' },
  ],
  ['another commit of the same files', { revision: 'a' }, { revision: 'b' }, {}],
  [
    'the lock of a service',
    { image: { key: 'api:0' }, pinned: 'postgres@sha256:d1' },
    { pulled: moved },
    {
      moved: [postgres],
      code: 'unknown',
    },
  ],
  ['arguments', { image: { key: 'api:0', args: { A: '1' } } }, {}, { code: 'unknown' }],
  [
    'arguments, in another commit',
    { image: { key: 'api:0', args: { A: '1' } }, revision: 'a' },
    { revision: 'b' },
    {
      code: 'changed',
      revisions: { from: { revision: 'a', isDirty: false }, to: { revision: 'b', isDirty: false } },
    },
  ],
  ['other words for the suite', {}, { test: { command: ['npm', 'test', '--', '-g', 'x'] } }, { code: 'unknown' }],
  ['the caller’s environment', { test: { env: { CI: '1' } } }, {}, { code: 'unknown' }],
  ['how often it is tried', { test: { retries: 2 } }, {}, {}],
  ['a mounted source', { test: mounted('1') }, { test: mounted('1') }, {}],
  ['another mounted source', { test: mounted('1') }, { test: mounted('2') }, { code: 'changed' }],
  ['one that is not mounted any more', { test: mounted('1') }, {}, { code: 'unknown' }],

  ['a service’s file in the context', { service: schema('/api/db/x.sql') }, { service: schema('/api/db/x.sql') }, {}],
  ['one that is not in it', { service: schema('/db/x.sql') }, { service: schema('/db/x.sql') }, { code: 'unknown' }],
  [
    'one that is not in it, in the same commit',
    { service: schema('/db/x.sql'), revision: 'a' },
    { service: schema('/db/x.sql'), revision: 'a' },
    {},
  ],
  [
    'one that may be left out of it',
    { service: schema('/api/db/x.sql'), image: { ignore: ['**/*.sql'] } },
    { service: schema('/api/db/x.sql'), image: { ignore: ['**/*.sql'] } },
    { code: 'unknown' },
  ],
  [
    'one that is left out of it',
    { service: schema('/api/db/x.sql'), image: { ignore: ['./db/'] } },
    { service: schema('/api/db/x.sql'), image: { ignore: ['./db/'] } },
    { code: 'unknown' },
  ],
])('%s', (_, before, now, said) => {
  expect(compareCell(cellOf(now), cellOf(before))).toEqual({ ...all, ...said });
});

test('of a record that says less, less is said, and nothing else', () => {
  const facts = fc.record({
    id: fc.constantFrom(undefined, 'sha256:1', 'sha256:2'),
    digest: fc.constantFrom(undefined, 'postgres@sha256:1', 'postgres@sha256:2'),
  });
  const told = ({ id, digest }: { id: string | undefined; digest: string | undefined }): ImageFacts => ({
    ...(id === undefined ? {} : { id }),
    ...(digest === undefined ? {} : { digest }),
  });
  fc.assert(
    fc.property(facts, facts, (before, now) => {
      const { moved: names, isKnown } = compareCell(cellOf({ pulled: told(now) }), cellOf({ pulled: told(before) }));
      if (names.length > 0) expect(isKnown).toBe(true);
      const blind = compareCell(cellOf({ pulled: {} }), cellOf({ pulled: told(before) }));
      expect(blind).toMatchObject({ moved: [], isKnown: false });
    }),
  );
});
