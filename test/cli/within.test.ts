import { expect, test } from 'vitest';
import { within } from '../../src/cli/within.ts';

test('what is known, what failed, and what never comes', async () => {
  expect(await within(60_000, Promise.resolve(7))).toBe(7);
  expect(await within(60_000, Promise.reject(new Error('no route')))).toEqual({ unknown: 'no route' });
  expect(await within(1, new Promise(() => undefined))).toEqual({ unknown: 'there was no answer within 0.001 s' });
});
