// Every test of every cell, in few bytes each: a thousand cells may each have thousands of them.

import type { CellTests, TestOutcome, TestResult } from '../model/test-result.ts';

const outcomes: readonly TestOutcome[] = ['passed', 'skipped', 'flaky', 'failed'];
/** More than any duration that a report can tell. */
const unknownDuration = 2 ** 32 - 1;

/** The names of the tests of a run, each kept once however many cells have it. */
export type TestNames = {
  /** The number of a name, which it gets where it has none yet; undefined where there is no room for more. */
  readonly add: (name: string) => number | undefined;
  readonly find: (name: string) => number | undefined;
  readonly at: (number: number) => string;
};

/** Who counts on in the names of tests would fill the memory with them. */
const usualRoom = { names: 200_000, characters: 16 * 1024 * 1024 };

/** Numbers names from 0, in the order in which they come. */
export function createTestNames(room = usualRoom): TestNames {
  const numbers = new Map<string, number>();
  const names: string[] = [];
  let characters = 0;
  return {
    add(name) {
      const known = numbers.get(name);
      if (known !== undefined) return known;
      if (names.length >= room.names || characters + name.length > room.characters) return undefined;
      characters += name.length;
      // A name that was cut out of a report would keep the report in memory.
      const own = Buffer.from(name).toString();
      numbers.set(own, names.length);
      return names.push(own) - 1;
    },
    find: (name) => numbers.get(name),
    at: (number) => names[number] ?? '',
  };
}

/** What is kept of a test whatever became of it. */
export type KnownTest = Pick<TestResult, 'outcome' | 'durationMs'>;

export type KnownTests = {
  /** Each name once. */
  add(number: number, test: KnownTest): void;
  /** The tests of a cell by the numbers of their names, in nine bytes each. No more are added. */
  all(names: TestNames): Pick<CellTests, 'outcomeOf' | 'all'>;
};

export function createKnownTests(): KnownTests {
  const numbers: number[] = [];
  const kinds: number[] = [];
  const durations: number[] = [];
  return {
    add(number, { outcome, durationMs = unknownDuration }) {
      numbers.push(number);
      kinds.push(outcomes.indexOf(outcome));
      durations.push(durationMs);
    },
    all(names) {
      const order = Uint32Array.from(numbers.keys()).sort((a, b) => (numbers[a] ?? 0) - (numbers[b] ?? 0));
      const sorted = (values: readonly number[]) => (at: number) => values[at] ?? 0;
      return knownTests(
        {
          numbers: order.map(sorted(numbers)),
          kinds: Uint8Array.from(order, sorted(kinds)),
          durations: order.map(sorted(durations)),
        },
        names,
      );
    },
  };
}

function knownTests(
  {
    numbers,
    kinds,
    durations,
  }: { readonly numbers: Uint32Array; readonly kinds: Uint8Array; readonly durations: Uint32Array },
  names: TestNames,
): Pick<CellTests, 'outcomeOf' | 'all'> {
  const outcomeAt = (at: number): TestOutcome => outcomes[kinds[at] ?? 0] ?? 'passed';
  return {
    outcomeOf(name) {
      const number = names.find(name);
      const at = number === undefined ? -1 : positionOf(number, numbers);
      return at < 0 ? undefined : outcomeAt(at);
    },
    *all() {
      for (const [at, number] of numbers.entries()) {
        const durationMs = durations[at] ?? unknownDuration;
        yield {
          name: names.at(number),
          outcome: outcomeAt(at),
          ...(durationMs === unknownDuration ? {} : { durationMs }),
        };
      }
    },
  };
}

/** Where a number stands among sorted ones; -1 where it does not. */
function positionOf(number: number, sorted: Uint32Array): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = sorted[middle] ?? 0;
    if (found === number) return middle;
    if (found < number) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
