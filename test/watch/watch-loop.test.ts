// The loop on a fake clock, with plans and runs that a script says: whole sequences of what it is told and what it does.

import { expect, test } from 'vitest';
import { MatrixError } from '../../src/errors.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import { createInbox, type Happening } from '../../src/watch/inbox.ts';
import { type News, watchLoop } from '../../src/watch/watch-loop.ts';
import { createFakeClock } from '../run/fake-clock.ts';

/** What each cell is made of, by its letter: `{ a: '1' }`; or what is wrong with the file. */
type Source = Readonly<Record<string, string>> | string;

type Script = {
  readonly begin: Readonly<Record<string, string>>;
  /** What happens when, in milliseconds; a change says what the source is from then on. */
  readonly events?: readonly (readonly [at: number, what: { readonly source: Source } | Happening])[];
  /** Cells that are red, by the cell and what it is made of, `a2`. */
  readonly red?: readonly string[];
  readonly redBefore?: readonly string[];
  readonly takesMs?: number;
};

/** A line each: what was run, how it ended, what was told. */
async function play({ begin, events = [], red = [], redBefore = [], takesMs = 1_000 }: Script) {
  const clock = createFakeClock();
  const inbox = createInbox();
  const story: string[] = [];
  const say = (what: string) => story.push(`${clock.now()} ${what}`);
  let source: Source = begin;
  const planned = (of: Readonly<Record<string, string>>) => ({ plan: of, prints: new Map(Object.entries(of)) });
  const happened = events.map(async ([at, what]) => {
    await clock.sleep(at);
    if ('kind' in what) return inbox.put(what);
    source = what.source;
    inbox.put({ kind: 'changed' });
  });
  const loop = watchLoop(
    {
      clock,
      inbox,
      async plan() {
        await clock.sleep(10);
        return typeof source === 'string' ? new MatrixError('usage', source) : planned(source);
      },
      async run({ plan, cells, first }, cancellation) {
        const names = [...cells].map((id) => `${id}${plan[id]}${first.has(id) ? '!' : ''}`);
        say(`run ${names.join(' ')}`);
        const rises: string[] = [];
        cancellation.onRise((reason) => rises.push(reason));
        // One after the other, those that come first before the others.
        const outcomes = new Map<string, Outcome>();
        for (const id of [...cells].toSorted((a, b) => Number(first.has(b)) - Number(first.has(a)))) {
          await clock.sleep(takesMs, cancellation.signal);
          const { reason } = cancellation;
          outcomes.set(id, reason ? { kind: 'cancelled', reason } : outcome(`${id}${plan[id]}`, red));
        }
        // The clean-up.
        await clock.sleep(50);
        const ended = [...outcomes].map(([id, { kind }]) => `${id} ${kind}`);
        say(`ended ${ended.join(', ')}${rises.length > 0 ? ` (${rises.join(', ')})` : ''}`);
        const over = cancellation.reason === 'interrupted' || cancellation.reason === 'terminated';
        const failed = [...outcomes.values()].some(({ kind }) => kind === 'failed');
        return { outcomes, code: over ? 130 : failed ? 1 : 0, over };
      },
      tell: (news) => say(words(news)),
    },
    planned(begin),
    new Set(redBefore),
  );
  const code = await clock.until(loop);
  await Promise.all(happened);
  return [...story, `exit ${code}`];
}

function outcome(cell: string, red: readonly string[]): Outcome {
  return red.includes(cell) ? { kind: 'failed', exitCode: 1 } : { kind: 'passed' };
}

function words(news: News): string {
  if (news.kind === 'trouble') return `trouble: ${news.error.message}`;
  if (news.kind === 'round') return `again ${news.cells} of ${news.of}, ${news.wanted}`;
  if (news.kind === 'all-green') return 'all green';
  return `waiting ${[...news.latest].map(([id, kind]) => `${id} ${kind}`).join(', ')}`;
}

const end: Happening = { kind: 'end' };

test('a change runs the cells that it affects, and no others; the exit code is that of the last round', async () => {
  const story = await play({
    begin: { a: '1', b: '1', c: '1' },
    red: ['a1'],
    events: [
      [5_000, { source: { a: '1', b: '2', c: '1' } }],
      [8_000, end],
    ],
  });
  expect(story).toEqual([
    '0 run a1 b1 c1',
    '3050 ended a failed, b passed, c passed',
    '3050 waiting a failed, b passed, c passed',
    '5110 again 1 of 3, affected',
    '5110 run b2',
    '6160 ended b passed',
    '6160 waiting a failed, b passed, c passed',
    'exit 0',
  ]);
});

test('cells that were red come first: of the run before at the beginning, and then of the rounds', async () => {
  const story = await play({
    begin: { a: '1', b: '1' },
    redBefore: ['b'],
    red: ['a1'],
    events: [
      [5_000, { source: { a: '2', b: '2' } }],
      [8_000, end],
    ],
  });
  expect(story).toEqual([
    '0 run a1 b1!',
    '2050 ended b passed, a failed',
    '2050 waiting a failed, b passed',
    '5110 again 2 of 2, affected',
    '5110 run a2! b2',
    '7160 ended a passed, b passed',
    '7160 waiting a passed, b passed',
    'exit 0',
  ]);
});

test('a burst of changes is one round, which begins when there is quiet', async () => {
  const story = await play({
    begin: { a: '1' },
    events: [
      [2_000, { source: { a: '2' } }],
      [2_050, { source: { a: '3' } }],
      [2_090, { source: { a: '4' } }],
      [2_180, { source: { a: '5' } }],
      [6_000, end],
    ],
  });
  expect(story.slice(3, 6)).toEqual(['2310 again 1 of 1, affected', '2310 run a5', '3360 ended a passed']);
});

test('a file that is written without an end does not keep the round from beginning', async () => {
  const story = await play({
    begin: { a: '1' },
    events: [
      ...Array.from({ length: 40 }, (_, i) => [2_000 + i * 80, { source: { a: String(i) } }] as const),
      [9_000, end],
    ],
  });
  expect(story[3]).toBe('4010 again 1 of 1, affected');
});

test('what changes nothing that is tested is passed over, waiting or running', async () => {
  const story = await play({
    begin: { a: '1' },
    events: [
      [500, { source: { a: '1' } }],
      [2_000, { source: { a: '1' } }],
      [3_000, end],
    ],
  });
  expect(story).toEqual([
    '0 run a1',
    '1050 ended a passed',
    '1050 waiting a passed',
    '2110 waiting a passed',
    'exit 0',
  ]);
});

test('a change while cells run ends them; those that are over stay, unless they are affected too', async () => {
  const story = await play({
    begin: { a: '1', b: '1', c: '1' },
    events: [
      [1_500, { source: { a: '1', b: '1', c: '2' } }],
      [7_000, end],
    ],
  });
  expect(story).toEqual([
    '0 run a1 b1 c1',
    '1660 ended a passed, b cancelled, c cancelled (superseded)',
    '1670 again 2 of 3, affected',
    '1670 run b1 c2',
    '3720 ended b passed, c passed',
    '3720 waiting a passed, b passed, c passed',
    'exit 0',
  ]);
});

test('a cancelled cell that was red before is still first', async () => {
  const story = await play({
    begin: { a: '1', b: '1' },
    red: ['b1'],
    events: [
      [3_000, { source: { a: '2', b: '2' } }],
      [3_300, { source: { a: '3', b: '3' } }],
      [9_000, end],
    ],
  });
  expect(story.filter((line) => line.includes(' run '))).toEqual(['0 run a1 b1', '3110 run a2 b2!', '3470 run a3 b3!']);
});

test('a file that is broken is told and waited for; a round that runs is not ended for it', async () => {
  const story = await play({
    begin: { a: '1' },
    events: [
      [500, { source: 'broken' }],
      [3_000, { source: 'still broken' }],
      [4_000, { source: { a: '2' } }],
      [7_000, end],
    ],
  });
  expect(story).toEqual([
    '0 run a1',
    '1050 ended a passed',
    '1060 trouble: broken',
    '1060 waiting a passed',
    '3110 trouble: still broken',
    '3110 waiting a passed',
    '4110 again 1 of 1, affected',
    '4110 run a2',
    '5160 ended a passed',
    '5160 waiting a passed',
    'exit 0',
  ]);
});

test('keys: all cells again, those that are not green, and nothing where all are', async () => {
  const story = await play({
    begin: { a: '1', b: '1' },
    red: ['b1'],
    events: [
      [3_000, { kind: 'again', which: 'failed' }],
      [5_000, { source: { a: '1', b: '2' } }],
      [7_000, { kind: 'again', which: 'failed' }],
      [8_000, { kind: 'again', which: 'all' }],
      // While it runs: from the beginning.
      [9_500, { kind: 'again', which: 'all' }],
      [15_000, end],
    ],
  });
  expect(story.filter((line) => !line.includes('waiting'))).toEqual([
    '0 run a1 b1',
    '2050 ended a passed, b failed',
    '3110 again 1 of 2, failed',
    '3110 run b1!',
    '4160 ended b failed',
    '5110 again 1 of 2, affected',
    '5110 run b2!',
    '6160 ended b passed',
    '7110 all green',
    '8110 again 2 of 2, all',
    '8110 run a1 b2',
    '9550 ended a passed, b cancelled (superseded)',
    '9560 again 2 of 2, all',
    '9560 run a1 b2',
    '11610 ended a passed, b passed',
    'exit 0',
  ]);
});

test('all of them asked for and then superseded: those that were not heard run again, whatever was known before', async () => {
  const story = await play({
    begin: { a: '1', b: '1' },
    events: [
      [3_000, { kind: 'again', which: 'all' }],
      [3_500, { source: { a: '2', b: '1' } }],
      [9_000, end],
    ],
  });
  expect(story.filter((line) => line.includes(' run '))).toEqual(['0 run a1 b1', '3110 run a1 b1', '3670 run a2 b1']);
});

test('an end while cells run: they are cancelled and cleaned up, also where a change has ended them already', async () => {
  const ended = await play({ begin: { a: '1' }, events: [[500, end]] });
  expect(ended).toEqual(['0 run a1', '550 ended a cancelled (interrupted)', 'exit 130']);
  const terminated = await play({ begin: { a: '1' }, events: [[500, { kind: 'end', code: 143 }]] });
  expect(terminated).toEqual(['0 run a1', '550 ended a cancelled (terminated)', 'exit 143']);
  const both = await play({
    begin: { a: '1' },
    events: [
      [500, { source: { a: '2' } }],
      [630, end],
    ],
  });
  expect(both).toEqual(['0 run a1', '660 ended a cancelled (superseded, interrupted)', 'exit 130']);
});

test('cells that are not in the matrix any more are not told of, and new ones are run', async () => {
  const story = await play({
    begin: { a: '1', b: '1' },
    events: [
      [3_000, { source: { a: '1', c: '1' } }],
      [6_000, end],
    ],
  });
  expect(story.slice(3)).toEqual([
    '3110 again 1 of 2, affected',
    '3110 run c1',
    '4160 ended c passed',
    '4160 waiting a passed, c passed',
    'exit 0',
  ]);
});
