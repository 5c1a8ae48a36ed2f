import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { composeFile } from '../../src/export/compose-file.ts';
import { yamlText } from '../../src/export/yaml-text.ts';
import { exportedCell, exportedPlan } from './exported-cell.ts';

const versions = ['1.1', '1.2'] as const;

/** Texts that mean something else without quotes, to this version or that. */
const tricky = [
  '',
  'no',
  'Y',
  '~',
  '.5',
  '1e3',
  '0x1f',
  '12:30:45',
  '013',
  '=',
  '<<',
  '- a',
  '# a',
  'a: b',
  ' a ',
  '-c',
];
const anyText = fc.oneof(
  fc.constantFrom(...tricky, '\u2028', '\u0085', '\ufeff', '\t', 'a\r\nb', '😀'),
  fc.string({ unit: 'binary' }),
);

describe.each(versions)('by YAML %s', (version) => {
  test('what is written is read', () => {
    const key = fc
      .oneof(fc.constantFrom(...tricky), fc.stringMatching(/^[A-Za-z_]\w*$/))
      .filter((name) => name !== '__proto__');
    const value = fc.oneof(
      anyText,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(anyText),
      fc.dictionary(key, anyText),
    );
    fc.assert(
      fc.property(fc.dictionary(key, value), (map) => {
        expect(parse(yamlText(map), { version })).toEqual(map);
      }),
    );
  });

  test('variables come through the file and what Compose fills in', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[A-Z_][A-Z0-9_]*$/), anyText), (env) => {
        const cell = exportedCell({ env });
        const read = parse(composeFile(exportedPlan(cell), cell), { version }) as Document;
        const seen = Object.entries(read.services.test.environment ?? {});
        expect(Object.fromEntries(seen.map(([name, text]) => [name, filledIn(text)]))).toEqual(env);
      }),
    );
  });
});

type Document = { readonly services: { readonly test: { readonly environment?: Readonly<Record<string, string>> } } };

/** As Compose does it: `$$` is a dollar, and no other dollar may be left. */
function filledIn(text: string): string {
  expect(text.replaceAll('$$', '')).not.toContain('$');
  return text.replaceAll('$$', () => '$');
}
