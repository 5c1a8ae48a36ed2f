import { expect, test } from 'vitest';
import type { OutcomeKind } from '../../src/model/outcome.ts';
import { roundText, standingText } from '../../src/report/watch-text.ts';

const plain = { colour: false };
const latest = (all: Readonly<Record<string, OutcomeKind>>) => new Map(Object.entries(all));

test('how the cells stand, and what can be done', () => {
  const mixed = latest({ 'node=13': 'failed', 'node=15': 'passed', 'node=20': 'not-ready', 'node=22': 'flaky' });
  expect(standingText(mixed, true, plain)).toMatchInlineSnapshot(`
    "watching, 2 of 4 cells green; Enter runs all cells again, f those that are not green, q ends
      failed  node=13
      not ready  node=20"
  `);
  expect(standingText(latest({ 'node=13': 'passed' }), false, plain)).toMatchInlineSnapshot(
    `"watching, 1 of 1 cells green; Ctrl-C ends"`,
  );
  expect(standingText(latest({}), false, plain)).toMatchInlineSnapshot(`"watching; Ctrl-C ends"`);
  const many = latest(Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`node=${i}`, 'timed-out' as const])));
  expect(standingText(many, false, plain)).toMatchInlineSnapshot(`
    "watching, 0 of 7 cells green; Ctrl-C ends
      timed out  node=0
      timed out  node=1
      timed out  node=2
      timed out  node=3
      timed out  node=4
      and 2 more"
  `);
  expect(standingText(mixed, true, { colour: true })).toMatchInlineSnapshot(`
    "[1mwatching, 2 of 4 cells green[22m; [2mEnter runs all cells again, f those that are not green, q ends[22m
      [31mfailed[39m  node=13
      [35mnot ready[39m  node=20"
  `);
});

test('why cells are run again', () => {
  const some = { cells: 3, of: 9, wanted: 'affected' };
  expect(roundText(some, ['lib/a.js'])).toBe('lib/a.js changed: 3 of 9 cells again');
  expect(roundText(some, ['lib/a.js', 'lib/b.js', 'lib/c.js'])).toBe('lib/a.js and 2 more changed: 3 of 9 cells again');
  expect(roundText(some, [])).toBe('3 of 9 cells again');
  expect(roundText({ ...some, wanted: 'all' }, ['lib/a.js'])).toBe('3 of 9 cells again');
  expect(roundText(some, ['a\x1b[31m.js'])).not.toContain('\x1b');
});
