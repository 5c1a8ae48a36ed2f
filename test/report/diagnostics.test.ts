import { expect, test } from 'vitest';
import { diagnosticsText } from '../../src/report/diagnostics.ts';
import { fakeScreen } from './screen.ts';

const at = (line: number, column: number) => ({ place: { file: 'matrix.yml', line, column } });

test('message, line, place and hint', () => {
  const text = diagnosticsText(
    [
      {
        ...at(12, 5),
        message: 'no axis is called postgress',
        hint: 'did you mean postgres?',
        sourceLine: '  - { postgress: 17 }',
      },
      { ...at(3, 1), message: 'a matrix file is a map' },
    ],
    fakeScreen(),
  );
  expect(text).toMatchInlineSnapshot(`
    "matrix.yml:12:5: error: no axis is called postgress
      12 │   - { postgress: 17 }
         │     ^
      hint: did you mean postgres?

    matrix.yml:3:1: error: a matrix file is a map"
  `);
});

test('the caret stands below its column after tabs and wide signs, and in a long line', () => {
  const text = diagnosticsText(
    [
      { ...at(1, 4), message: 'tab', sourceLine: '\t日本x: 1' },
      { ...at(2, 151), message: 'long', sourceLine: `${'.'.repeat(150)}x${'.'.repeat(150)}` },
    ],
    fakeScreen({ columns: 60 }),
  );
  expect(text).toMatchInlineSnapshot(`
    "matrix.yml:1:4: error: tab
      1 │   日本x: 1
        │       ^

    matrix.yml:2:151: error: long
      2 │ ….........................x.........................…
        │                           ^"
  `);
});
