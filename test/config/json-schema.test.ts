import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../../src/config/read-config.ts';
import { isPattern } from '../../src/config/scalars.ts';
import { jsonSchema } from '../../src/config/schema.ts';
import { productExample } from './product-example.ts';

const minimal = 'axes: { node: [20] }\nimage: { from: node }\ntest: { command: npm test }\n';
const schema = jsonSchema();
const validate = new Ajv2020({
  allErrors: true,
  strict: true,
  allowUnionTypes: true,
  formats: { regex: isPattern },
}).compile(schema);
/** What an editor makes of the file: it sees YAML's own types. */
const inEditor = (text: string) => validate(parse(text));
const root = join(import.meta.dirname, '../..');
const here = (text: string) => readConfig(text, 'matrix.yml').ok;

const typeNames = ['string', 'number', 'integer', 'boolean', 'null', 'array', 'object'];

type Subschema = Record<string, unknown> & {
  type?: unknown;
  pattern?: unknown;
  $ref?: unknown;
  anyOf?: Subschema[];
};

/** Every subschema, by where it stands. */
function* subschemas(node: Subschema, path = '#'): Generator<[string, Subschema]> {
  yield [path, node];
  for (const keyword of ['properties', '$defs'])
    for (const [name, sub] of Object.entries((node[keyword] ?? {}) as Record<string, Subschema>))
      yield* subschemas(sub, `${path}/${keyword}/${name}`);
  for (const keyword of ['items', 'propertyNames', 'additionalProperties'])
    if (typeof node[keyword] === 'object') yield* subschemas(node[keyword] as Subschema, `${path}/${keyword}`);
  for (const [index, sub] of (node.anyOf ?? []).entries()) yield* subschemas(sub, `${path}/anyOf/${index}`);
}

describe('the JSON Schema', () => {
  test('is of draft 2020-12, in keywords that it has, with types, patterns and references that are some', () => {
    expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema' });
    const known =
      /^(\$schema|title|description|\$defs|\$ref|type|properties|required|additionalProperties|propertyNames|items|minItems|anyOf|enum|const|default|pattern|format|minimum|maximum|exclusiveMinimum)$/;
    const all = new Map(subschemas(schema));
    for (const [path, node] of all) {
      expect(
        Object.keys(node).filter((keyword) => !known.test(keyword)),
        path,
      ).toEqual([]);
      const types = [node.type ?? []].flat();
      expect(
        types.filter((name) => !typeNames.includes(String(name))),
        path,
      ).toEqual([]);
      if (typeof node.pattern === 'string') expect(() => new RegExp(String(node.pattern), 'u'), path).not.toThrow();
      if (node.$ref !== undefined) expect([...all.keys()], path).toContain(node.$ref);
    }
  });

  test('survives being written down', () => {
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });

  test('asks for no key that may be left out', () => {
    expect(schema).toMatchObject({ required: ['image', 'test'], additionalProperties: false });
  });
});

describe('an editor and the reader agree', () => {
  test.each([
    ['the example of the documentation', productExample],
    ['the least', minimal],
    ['scalars of all kinds', minimal.replace('[20]', '[3.10, 013, on, ~, true, 2001-01-01, "a", .5]')],
    ['values that are maps', minimal.replace('[20]', '[{ name: 15, ports: [1, { a: 2 }] }]')],
    ['conditions', `${minimal}exclude: [ { node: 20 }, { node: [20, "21"] }, { node: { not: { not: ">=15" } } } ]\n`],
    ['numbers', minimal.replace('npm test', 'a, retries: 2, internet: True, limits: { cpus: .5, pids: 3 }')],
    ['a number of jobs', `${minimal}run: { jobs: 4 }\n`],
    ['a strength', `${minimal}cover: 3\n`],
    ['a probe by address', `${minimal}services: { db: { image: a, ready: { http: ":80/up" } } }\n`],
    ['a probe by parts', `${minimal}services: { db: { image: a, ready: { http: { port: 80, status: 200 } } } }\n`],
    ['words of a command', minimal.replace('npm test', '[node, -e, 1]')],
  ])('on %s', (_what, text) => {
    expect({ inEditor: inEditor(text), here: here(text) }).toEqual({ inEditor: true, here: true });
  });

  test.each([
    ['an unknown key', `${minimal}exlude: []\n`],
    ['a missing key', 'axes: { a: [1] }\nimage: { from: a }\n'],
    ['an axis that is no list', minimal.replace('[20]', '20')],
    ['an axis like a number', minimal.replace('node:', '"15":')],
    ['a value without a name', minimal.replace('[20]', '[{ image: a }]')],
    ['a negation of nothing', `${minimal}exclude: [ { node: { nto: 1 } } ]\n`],
    ['a duration without its unit', minimal.replace('npm test', 'a, timeout: 10')],
    ['a size without its unit', minimal.replace('npm test', 'a, limits: { memory: 512 }')],
    ['no processes', minimal.replace('npm test', 'a, limits: { pids: 0 }')],
    ['a port that is none', `${minimal}services: { db: { image: a, ready: { tcp: 70000 } } }\n`],
    ['an address that is none', `${minimal}services: { db: { image: a, ready: { http: other } } }\n`],
    ['no jobs', `${minimal}run: { jobs: 0 }\n`],
    ['a strength too high', `${minimal}cover: 7\n`],
    ['a service that is no host name', `${minimal}services: { My_db: { image: a } }\n`],
    ['an image of nothing', minimal.replace('from: node', 'from: " "')],
  ])('against %s', (_what, text) => {
    expect({ inEditor: inEditor(text), here: here(text) }).toEqual({ inEditor: false, here: false });
  });
});

test('schema.json is what the reader goes by', () => {
  // When it is not: npm run build && node_modules/.bin/node dist/cli.js schema > schema.json
  expect(readFileSync(join(root, 'schema.json'), 'utf8')).toBe(`${JSON.stringify(schema, null, 2)}\n`);
});

/** Wrong on purpose, for the diagnostics. */
const wrongOnPurpose = /^fixtures\/broken\/syntax\//;

const files = (
  await Promise.all(
    ['matrices', 'fixtures'].map(
      async (folder) =>
        await readdir(join(root, folder), { recursive: true }).then((names) =>
          names.map((name) => `${folder}/${name}`),
        ),
    ),
  )
)
  .flat()
  .filter(
    (file) =>
      /(?:^matrices\/.*|\/[a-z-]+)\.yml$/.test(file) && !file.includes('node_modules') && !wrongOnPurpose.test(file),
  );

test('there are files to validate', () => {
  expect(files).toContain('matrices/node-postgres.yml');
  expect(files).toContain('fixtures/regressions/versions.yml');
});

test.each(files)('%s is valid', (file) => {
  validate(parse(readFileSync(join(root, file), 'utf8')));
  expect(validate.errors).toBeNull();
});

test.each(files.filter((file) => file.startsWith('matrices/')))('%s says where its schema is', (file) => {
  expect(readFileSync(join(root, file), 'utf8').split('\n')[0]).toBe('# yaml-language-server: $schema=../schema.json');
});
