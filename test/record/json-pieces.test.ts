import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonPieces } from '../../src/record/json-pieces.ts';

test('the pieces are what JSON.stringify gives', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.oneof(fc.jsonValue(), fc.constant(undefined))), (value) => {
      expect([...jsonPieces(value)].join('')).toBe(`${JSON.stringify(value, null, 2)}\n`);
    }),
  );
});
