import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTail } from '../../src/model/tail.ts';

test('the last lines of what was pushed, whatever the chunks', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom('a', 'ä', '\n') })),
      fc.integer({ min: 1, max: 5 }),
      (chunks, most) => {
        const tail = createTail(1_000_000);
        for (const chunk of chunks) tail.push(Buffer.from(chunk));
        const expected = chunks.join('').replace(/\n+$/, '').split('\n');
        expect(tail.lines(most)).toEqual(chunks.join('').replace(/\n+$/, '') === '' ? [] : expected.slice(-most));
      },
    ),
  );
});

test('keeps no more than its capacity, and leaves the cut line out', () => {
  const tail = createTail(10);
  for (let i = 0; i < 100; i++) tail.push(Buffer.from(`line ${i}\n`));
  expect(tail.lines(5)).toEqual(['line 99']);
});

test('one chunk that is larger than the capacity', () => {
  const tail = createTail(10);
  tail.push(Buffer.from(`${'x'.repeat(100)}\nlast one`));
  expect(tail.lines(5)).toEqual(['last one']);
});
