import { expect, test } from 'vitest';
import { isInputOf, mountableSource } from '../../src/plan/mountable-source.ts';

const none = { inputs: [], notRepeated: [] };

test.each([
  ['as it mostly is', 'FROM node\nWORKDIR /app\nCOPY . .\n', { ...none, to: '.' }],
  [
    'an absolute folder, with flags',
    'FROM node\nCOPY --chown=node:node --link ./ /srv/app/\n',
    { ...none, to: '/srv/app/', owned: true },
  ],
  ['ADD, small letters, a list', 'from node\nadd [".", "/my app"]\n', { ...none, to: '/my app' }],
  ['a comment within a step that goes on', 'FROM node\nCOPY . \\\n# where to\n  ./\n', { ...none, to: './' }],
  [
    'what other steps copy, and the steps after it',
    'FROM node\nCOPY package*.json ./prisma/ ./\nRUN npm ci\nCOPY . .\nRUN npm run \\\n  build\nCMD ["npm", "test"]\n',
    { to: '.', inputs: ['package*.json', 'prisma'], notRepeated: ['RUN npm run build'] },
  ],
  [
    'the stage that is built, and those that it is based on; not the others',
    'FROM node AS base\nCOPY . /src\nRUN one\nFROM base AS test\nRUN two\nFROM nginx\nCOPY . /html\nRUN three\n',
    { to: '/src', inputs: [], notRepeated: ['RUN one', 'RUN two'] },
    'TEST',
  ],
  [
    'what another stage made of the source',
    'FROM node AS build\nCOPY . .\nRUN npm run build\nFROM nginx\nCOPY --from=build /app/dist /dist\nCOPY --from=php /x /x\nCOPY . /app\n',
    { to: '/app', inputs: [], notRepeated: ['COPY --from=build /app/dist /dist'] },
  ],
  ['without a source as a whole', 'FROM node\nCOPY src src\n', undefined],
  ['from another image only', 'FROM node\nCOPY --from=php . .\n', undefined],
  ['to a folder that only the builder knows', 'FROM node\nARG TO\nCOPY . $TO\n', undefined],
  ['several at once', 'FROM node\nCOPY . other /app/\n', undefined],
  ['a target that is not there', 'FROM node\nCOPY . .\n', undefined, 'test'],
  ['nothing', '', undefined],
])('%s', (_name, dockerfile, expected, target?: string) => {
  expect(mountableSource(dockerfile, target)).toEqual(expected);
});

test('the content counts of manifests anywhere, and of what other steps copy', () => {
  const counts = isInputOf({ inputs: ['db', 'conf/*.json', 'pack*'] });
  const paths = [
    'package.json',
    'packages/a/package-lock.json',
    'requirements-dev.txt',
    'db/a/schema.sql',
    'conf/a.json',
  ];
  expect(paths.filter((path) => !counts(path))).toEqual([]);
  expect(counts('packages/a/index.js')).toBe(true);
  expect(['src/index.js', 'conf/a.yml', 'conf/deep/a.json', 'dbx', 'README.md'].filter(counts)).toEqual([]);
});
