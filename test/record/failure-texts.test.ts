import { expect, test } from 'vitest';
import type { TestResult } from '../../src/model/test-result.ts';
import { createFailureTexts } from '../../src/record/failure-texts.ts';

const failed = (name: string): TestResult => ({
  name,
  outcome: 'failed',
  durationMs: 5,
  failure: ['connection refused', 'at db.js:1'],
  reruns: [{ failure: ['connection refused', 'at db.js:1'], isError: true }],
});

test('equal texts are kept once', () => {
  const { kept } = createFailureTexts();
  const [a, b] = [kept(failed('a')), kept(failed('b'))];
  expect([a, b]).toEqual([
    { test: failed('a'), isCut: false },
    { test: failed('b'), isCut: false },
  ]);
  expect(a.test.failure).toBe(b.test.failure);
  expect(a.test.failure).toBe(b.test.reruns?.[0]?.failure);
});

test('when the room is used up, first lines are kept, and then names', () => {
  const { kept } = createFailureTexts({ whole: 100, firstLines: 40 });
  const { failure: _, reruns: __, ...bare } = failed('d');
  expect(['a', 'b', 'c', 'd'].map((name) => kept(failed(name)))).toEqual([
    { test: failed('a'), isCut: false },
    { test: { ...bare, name: 'b', failure: ['connection refused'] }, isCut: true },
    { test: { ...bare, name: 'c', failure: ['connection refused'] }, isCut: true },
    { test: bare, isCut: true },
  ]);
});

test('what says nothing takes no room', () => {
  const nothing: TestResult = { name: 'a', outcome: 'flaky' };
  const { kept } = createFailureTexts({ whole: 0, firstLines: 0 });
  expect(kept(nothing)).toEqual({ test: nothing, isCut: false });
});
