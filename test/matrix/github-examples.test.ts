// Every example of GitHub's documentation on matrices, include and exclude, with the cells that it documents:
// docs.github.com, "Running variations of jobs in a workflow" and "Workflow syntax", jobs.<job_id>.strategy.matrix.

import { expect, test } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import { expandMatrix } from '../../src/matrix/expand-matrix.ts';

function cellsOf(matrix: string): readonly unknown[] {
  const read = readConfig(`${matrix}image: { from: node }\ntest: { command: npm test }\n`, 'matrix.yml');
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
  const { cells, problems } = expandMatrix(read.config);
  expect(problems).toEqual([]);
  return cells.map(({ values }) => values);
}

test.each([
  {
    example: 'a single dimension',
    matrix: 'axes:\n  version: [10, 12, 14]\n',
    cells: [{ version: '10' }, { version: '12' }, { version: '14' }],
  },
  {
    example: 'two dimensions',
    matrix: 'axes:\n  version: [10, 12, 14]\n  os: [ubuntu-latest, windows-latest]\n',
    cells: [
      { version: '10', os: 'ubuntu-latest' },
      { version: '10', os: 'windows-latest' },
      { version: '12', os: 'ubuntu-latest' },
      { version: '12', os: 'windows-latest' },
      { version: '14', os: 'ubuntu-latest' },
      { version: '14', os: 'windows-latest' },
    ],
  },
  {
    example: 'an axis of objects (which have a name here)',
    matrix: `axes:
  os: [ubuntu-latest, macos-latest]
  node:
    - { name: 14, version: 14 }
    - { name: 20, version: 20, env: NODE_OPTIONS=--openssl-legacy-provider }
`,
    cells: ['ubuntu-latest', 'macos-latest'].flatMap((os) => [
      { os, node: { name: '14', version: '14' } },
      { os, node: { name: '20', version: '20', env: 'NODE_OPTIONS=--openssl-legacy-provider' } },
    ]),
  },
  {
    example: 'expanding or adding matrix configurations',
    matrix: `axes:
  fruit: [apple, pear]
  animal: [cat, dog]
include:
  - color: green
  - color: pink
    animal: cat
  - fruit: apple
    shape: circle
  - fruit: banana
  - fruit: banana
    animal: cat
`,
    cells: [
      { fruit: 'apple', animal: 'cat', color: 'pink', shape: 'circle' },
      { fruit: 'apple', animal: 'dog', color: 'green', shape: 'circle' },
      { fruit: 'pear', animal: 'cat', color: 'pink' },
      { fruit: 'pear', animal: 'dog', color: 'green' },
      { fruit: 'banana' },
      { fruit: 'banana', animal: 'cat' },
    ],
  },
  {
    example: 'expanding configurations',
    matrix: `axes:
  os: [windows-latest, ubuntu-latest]
  node: [14, 16]
include:
  - os: windows-latest
    node: 16
    npm: 6
`,
    cells: [
      { os: 'windows-latest', node: '14' },
      { os: 'windows-latest', node: '16', npm: '6' },
      { os: 'ubuntu-latest', node: '14' },
      { os: 'ubuntu-latest', node: '16' },
    ],
  },
  {
    example: 'adding configurations',
    matrix: `axes:
  os: [macos-latest, windows-latest, ubuntu-latest]
  version: [12, 14, 16]
include:
  - os: windows-latest
    version: 17
`,
    cells: [
      ...['macos-latest', 'windows-latest', 'ubuntu-latest'].flatMap((os) =>
        ['12', '14', '16'].map((version) => ({ os, version })),
      ),
      { os: 'windows-latest', version: '17' },
    ],
  },
  {
    example: 'include alone',
    matrix: `include:
  - site: "production"
    datacenter: "site-a"
  - site: "staging"
    datacenter: "site-b"
`,
    cells: [
      { site: 'production', datacenter: 'site-a' },
      { site: 'staging', datacenter: 'site-b' },
    ],
  },
  {
    example: 'excluding matrix configurations',
    matrix: `axes:
  os: [macos-latest, windows-latest]
  version: [12, 14, 16]
  environment: [staging, production]
exclude:
  - os: macos-latest
    version: 12
    environment: production
  - os: windows-latest
    version: 16
`,
    cells: [
      { os: 'macos-latest', version: '12', environment: 'staging' },
      { os: 'macos-latest', version: '14', environment: 'staging' },
      { os: 'macos-latest', version: '14', environment: 'production' },
      { os: 'macos-latest', version: '16', environment: 'staging' },
      { os: 'macos-latest', version: '16', environment: 'production' },
      { os: 'windows-latest', version: '12', environment: 'staging' },
      { os: 'windows-latest', version: '12', environment: 'production' },
      { os: 'windows-latest', version: '14', environment: 'staging' },
      { os: 'windows-latest', version: '14', environment: 'production' },
    ],
  },
  {
    example: 'handling failures: an axis of one value that an include overrides',
    matrix: `axes:
  version: [6, 7, 8]
  experimental: [false]
include:
  - version: 9
    experimental: true
`,
    cells: [
      { version: '6', experimental: 'false' },
      { version: '7', experimental: 'false' },
      { version: '8', experimental: 'false' },
      { version: '9', experimental: 'true' },
    ],
  },
])('$example', ({ matrix, cells }) => {
  expect(cellsOf(matrix)).toEqual(cells);
});
