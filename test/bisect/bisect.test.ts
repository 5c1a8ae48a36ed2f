import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bisect } from '../../src/bisect/bisect.ts';
import type { Turn } from '../../src/bisect/turn.ts';
import { random, search } from './search.ts';

/** A count of values and where they turn. */
const turns = (most: number) =>
  fc.integer({ min: 2, max: most }).chain((count) =>
    fc.record({
      count: fc.constant(count),
      truth: fc.record({
        low: fc.constantFrom('green' as const, 'red' as const),
        turn: fc.integer({ min: 1, max: count - 1 }),
      }),
    }),
  );

describe('a suite that says the same each time', () => {
  test('of eight values any turn, in at most three runs and the two ends', async () => {
    for (const low of ['green', 'red'] as const) {
      for (let turn = 1; turn < 8; turn++) {
        const { step, tried } = await search({ low, turn }, { count: 8 });
        expect(step).toEqual({ kind: 'turn', low, below: turn - 1, first: turn, probability: 1 });
        expect(tried.slice(0, 2)).toEqual([0, 7]);
        expect(tried.length).toBeLessThanOrEqual(5);
      }
    }
  });

  test('any turn of any number of values, by halving', async () => {
    await fc.assert(
      fc.asyncProperty(turns(300), async ({ count, truth }) => {
        const { step, tried } = await search(truth, { count });
        expect(step).toMatchObject({ kind: 'turn', low: truth.low, first: truth.turn });
        expect(tried.length).toBeLessThanOrEqual(2 + Math.ceil(Math.log2(count - 1)));
      }),
    );
  });

  test('what is said to be left is never exceeded', async () => {
    await fc.assert(
      fc.asyncProperty(turns(60), fc.integer({ min: 1, max: 3 }), async ({ count, truth }, repeats) => {
        let left = Number.POSITIVE_INFINITY;
        const tryOne = async (at: number) =>
          ({ kind: 'heard', colours: [at < truth.turn === (truth.low === 'green') ? 'green' : 'red'] }) as const;
        await bisect({ count, repeats, errorRate: undefined, expected: undefined }, tryOne, (_state, next) => {
          const now = next.kind === 'try' ? (next.left ?? 0) + 1 : 0;
          expect(now).toBeLessThan(left);
          left = now;
        });
        expect(left).toBe(0);
      }),
    );
  });

  test('repeats: each value so often, one after the other', async () => {
    const { tried, step } = await search({ low: 'green', turn: 3 }, { count: 8, repeats: 2 });
    expect(tried).toEqual([0, 0, 7, 7, 3, 3, 1, 1, 2, 2]);
    expect(step).toMatchObject({ first: 3 });
  });

  test('both ends the same: no turn, after the two', async () => {
    expect(await search({ low: 'green', turn: 8 }, { count: 8 })).toMatchObject({
      step: { kind: 'no-turn', colour: 'green' },
      tried: [0, 7],
    });
    expect(await search({ low: 'red', turn: 8 }, { count: 8 })).toMatchObject({
      step: { kind: 'no-turn', colour: 'red' },
    });
  });

  test('the wrong way round is known after the ends, and looked into no further', async () => {
    const { step, tried } = await search({ low: 'red', turn: 3 }, { count: 8, expected: 'green' });
    expect({ step, tried }).toEqual({ step: { kind: 'wrong-way' }, tried: [0, 7] });
  });
});

describe('values at which it cannot be heard', () => {
  test.each([
    { what: 'beside the turn: as near as can be', unheard: [3], kind: 'turn', below: 2, first: 4 },
    { what: 'elsewhere: no matter', unheard: [1, 5], kind: 'turn', below: 2, first: 3 },
    { what: 'the ends: the next ones are', unheard: [0, 7], kind: 'turn', below: 2, first: 3 },
  ])('$what', async ({ unheard, kind, below, first }) => {
    const { step } = await search({ low: 'green', turn: 3 }, { count: 8 }, undefined, unheard);
    expect(step).toMatchObject({ kind, below, first });
  });

  test('an end that was named: nothing is taken for it', async () => {
    const { step, tried } = await search({ low: 'green', turn: 3 }, { count: 8, expected: 'green' }, undefined, [7]);
    expect({ step, tried }).toEqual({ step: { kind: 'unheard' }, tried: [0, 7] });
  });

  test('all but one: nothing is known', async () => {
    const { step, tried } = await search({ low: 'green', turn: 2 }, { count: 4 }, undefined, [0, 1, 3]);
    expect({ step, tried }).toEqual({ step: { kind: 'unheard' }, tried: [0, 1, 2, 3] });
  });

  test('whatever they are, the neighbours that can be heard are found', async () => {
    await fc.assert(
      fc.asyncProperty(turns(40), fc.array(fc.nat(39), { maxLength: 20 }), async ({ count, truth }, unheard) => {
        const heard = Array.from({ length: count }, (_, at) => at).filter((at) => !unheard.includes(at));
        const { step } = await search(truth, { count }, undefined, unheard);
        const [below, first] = [heard.findLast((at) => at < truth.turn), heard.find((at) => at >= truth.turn)];
        if (heard.length < 2) expect(step.kind).toBe('unheard');
        else if (below === undefined || first === undefined) expect(step.kind).toBe('no-turn');
        else expect(step).toMatchObject({ kind: 'turn', below, first });
      }),
    );
  });
});

describe('a suite that lies', () => {
  /** How many of so many seeded searches find it, and with how many runs in all. */
  async function found(tries: number, rate: number, saidRate: number, count = 8) {
    let [right, runs] = [0, 0];
    for (let seed = 0; seed < tries; seed++) {
      const draw = random(seed);
      const truth: Turn = { low: seed % 2 === 0 ? 'green' : 'red', turn: 1 + (seed % (count - 1)) };
      const { step, tried } = await search(truth, { count, errorRate: saidRate }, () => draw() < rate);
      if (step.kind === 'turn' && step.low === truth.low && step.first === truth.turn) right++;
      runs += tried.length;
    }
    return { right, mean: Math.round(runs / tries) };
  }

  test('in 20 % of its runs: found in 300 of 300 seeded tries', async () => {
    expect(await found(300, 0.2, 0.2)).toEqual({ right: 300, mean: 28 });
  });

  test('less often than was said: found with fewer runs', async () => {
    expect(await found(100, 0.05, 0.2)).toEqual({ right: 100, mean: 18 });
    expect(await found(30, 0, 0.2)).toEqual({ right: 30, mean: 16 });
  });

  test('other rates, and many values', async () => {
    expect(await found(60, 0.3, 0.3)).toEqual({ right: 60, mean: 73 });
    expect(await found(30, 0.2, 0.2, 60)).toEqual({ right: 30, mean: 46 });
  });

  test('fails though good and never passes though bad: found all the same', async () => {
    for (let seed = 0; seed < 30; seed++) {
      const draw = random(seed);
      const truth: Turn = { low: 'green', turn: 1 + (seed % 7) };
      const lies = (colour: string) => colour === 'green' && draw() < 0.2;
      expect((await search(truth, { count: 8, errorRate: 0.2 }, lies)).step).toMatchObject({ first: truth.turn });
    }
  });

  test('not said: begins as soon as a value has said both', async () => {
    let asked = 0;
    const lies = () => asked++ === 1;
    const { step, state, tried } = await search({ low: 'green', turn: 3 }, { count: 8, repeats: 2 }, lies);
    expect(step).toMatchObject({ kind: 'turn', first: 3 });
    expect(tried.slice(0, 2)).toEqual([0, 0]);
    expect(state.trials.length).toBeGreaterThan(12);
  });

  test('no turn at all is found too, and what fits no single turn comes to an end', async () => {
    const draw = random(1);
    const flat = await search({ low: 'green', turn: 8 }, { count: 8, errorRate: 0.2 }, () => draw() < 0.2);
    expect(flat.step).toEqual({ kind: 'no-turn', colour: 'green' });
    const red = new Set([2, 3, 6, 7]);
    const tryOne = async (at: number) => ({ kind: 'heard', colours: [red.has(at) ? 'red' : 'green'] }) as const;
    const { step, state } = await bisect({ count: 8, repeats: 1, errorRate: 0.2, expected: undefined }, tryOne);
    expect(step.kind === 'turn' || step.kind === 'unsettled').toBe(true);
    expect(state.trials.length).toBeLessThanOrEqual(131);
  });
});

test('ended by somebody: what is known by then', async () => {
  let asked = 0;
  const end = await bisect({ count: 8, repeats: 1, errorRate: undefined, expected: undefined }, async (at) =>
    asked++ === 3 ? { kind: 'cancelled' } : { kind: 'heard', colours: [at < 3 ? 'green' : 'red'] },
  );
  expect(end).toMatchObject({ step: { kind: 'cancelled' }, range: { low: 'green', below: 0, to: 3 } });
});
