// Matrix files that went wrong, in the ways in which hands and tools make them wrong.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MatrixError } from '../../src/errors.ts';
import { planFile } from '../../src/plan/plan-file.ts';
import { productExample } from '../config/product-example.ts';

const root = join(import.meta.dirname, '../..');

/** Files that are right, and some that were trouble once. */
export const corpus: readonly string[] = [
  ...['matrices', 'fixtures/regressions', 'fixtures/broken/syntax']
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(root, folder, name)))
    .filter((file) => file.endsWith('.yml'))
    .map((file) => readFileSync(file, 'utf8')),
  productExample,
  'axes: { a: &a [1, 2], b: *a, c: [*a] }\nimage: &i { from: x }\ntest: { <<: *i, command: x }\n',
  'cover: pairwise\naxes: { a: [1, 2, 3], b: [1, 2, 3], c: [1, 2, 3] }\nexclude: [{ a: 1, b: 1 }]\nimage: { from: "${{ matrix.a }}" }\ntest: { command: [x] }\n',
  `axes:\n${'  a: [&a [*a, *a], *a]\n'.repeat(9)}`,
];

/** What is put in where it does not belong. */
const strange = [
  '\t',
  '\0',
  '\uFEFF',
  '\u2028',
  '\uD800',
  ': ',
  '- ',
  '? ',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '|\n',
  '>-\n',
  '#',
  '&a ',
  '*a ',
  '<<: *a\n',
  '!!binary ',
  '!x ',
  '---\n',
  '...\n',
  '%YAML 1.1\n',
  '${{',
  '}}',
  '${{ matrix.a }}',
  "${{ env.X || '' }}",
  '~',
  'on',
  '013',
  '1e999',
  '-0',
  '.inf',
  '9'.repeat(40),
  '__proto__: ',
  'constructor',
  'node: ',
  '>=',
  '<',
  '{ not: ',
  'pairwise',
];

/** A number below `n`, drawn by whoever calls. */
export type Draw = (n: number) => number;

/** One of the corpus, changed in up to five places. The same draws give the same text. */
export function mutated(draw: Draw): string {
  let text = corpus[draw(corpus.length)] ?? '';
  for (let changes = 1 + draw(5); changes > 0; changes--) text = changed(text, draw);
  return text;
}

function changed(text: string, draw: Draw): string {
  const from = draw(text.length + 1);
  const to = Math.min(text.length, from + draw(30));
  const lines = text.split('\n');
  const line = draw(lines.length);
  const words = text.split(/\b/);
  switch (draw(8)) {
    case 0:
      return text.slice(0, from) + text.slice(to);
    case 1:
      return text.slice(0, from) + (strange[draw(strange.length)] ?? '') + text.slice(from);
    case 2:
      return text.slice(0, from);
    case 3:
      return lines.toSpliced(draw(lines.length), 0, lines[line] ?? '').join('\n');
    case 4:
      return lines.with(line, ' '.repeat(draw(7)) + (lines[line] ?? '').trimStart()).join('\n');
    case 5:
      return words.with(draw(words.length), words[draw(words.length)] ?? '').join('');
    case 6:
      return text.slice(0, to) + text.slice(from, to).repeat(draw(50)) + text.slice(to);
    default:
      return lines.toSpliced(line, 1).join('\n');
  }
}

/** What `matrix plan` exits with on the text. Rejects where it would show a stack. */
export async function exitCodeOn(text: string): Promise<0 | 2 | 4> {
  try {
    await planFile({
      text,
      shown: 'matrix.yml',
      baseDir: join(root, 'fixtures/todo-api'),
      env: {},
      only: [],
      except: [],
      extraArgs: [],
      overrides: {},
    });
    return 0;
  } catch (error) {
    if (error instanceof MatrixError && error.code === 'usage') return 2;
    if (error instanceof MatrixError && error.code === 'empty-selection') return 4;
    throw error;
  }
}
