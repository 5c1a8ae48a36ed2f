// Where is it red? The shortest conditions on the axes that hold for all red cells and for no green one.

import { type Condition, conditionsOf, type Point } from './conditions.ts';

/** All of the conditions hold. */
export type Cause = { readonly conditions: readonly string[]; readonly cells: readonly number[] };

export type Explanation = {
  readonly causes: readonly Cause[];
  /** Red cells of which none of the causes holds: indexes into the points. */
  readonly others: readonly number[];
};

const mostConditions = 3;
const mostParts = 5;
/** A cause of one cell is that cell by another name. */
const fewestCells = 2;
/** Bounds on the search; beyond them there is hardly an explanation short enough to be worth reading. */
const mostTerms = 60_000;
const mostSteps = 100_000;
/** Of the terms that were found, those that make others needless: the ones that hold for the most cells. */
const mostBroad = 100;

/** A conjunction that no green cell meets, or one red cell by itself; `cost` in bits. */
type Term = { readonly conditions: readonly Condition[]; readonly holds: bigint; readonly cost: number };

/**
 * Causes, several where there are several, each a conjunction of up to three conditions that holds for red cells only;
 * undefined where nothing is shorter than naming the red cells one by one. What is shorter is measured in bits: the
 * principle of minimum description length, Jorma Rissanen, Modeling by shortest data description, 1978. So what is
 * red by chance is hardly ever explained, and the less so the more cells there are. A single condition is always said.
 *
 * @param points the cells that were heard: infrastructure says nothing about the suite, and is left out
 * @param isRed whether the cell at an index is red
 * @param unheard the others, of which no cause says more than it has to
 */
export function explainRed(
  points: readonly Point[],
  isRed: (index: number) => boolean,
  unheard: readonly Point[] = [],
): Explanation | undefined {
  const red = bitsOf(points.flatMap((_, index) => (isRed(index) ? [index] : [])));
  const reds = count(red);
  if (reds === 0 || reds === points.length) return undefined;
  const terms = redTerms(conditionsOf(points, unheard), red);
  const singles = indexesOf(red).map((index): Term => {
    return { conditions: [], holds: 1n << BigInt(index), cost: Math.log2(points.length) };
  });
  // One condition alone is worth saying of the smallest matrix: it tells where to look next.
  const one = terms.find(({ conditions, holds }) => conditions.length === 1 && holds === red);
  const best = one ? [one] : cheapestCover([...withoutWorse(terms), ...singles], red, naming(points.length, reds));
  const causes = best?.filter(({ conditions }) => conditions.length > 0) ?? [];
  if (!best || causes.length === 0) return undefined;
  return {
    causes: causes
      .toSorted((a, b) => a.conditions.length - b.conditions.length || count(b.holds) - count(a.holds))
      .map(({ conditions, holds }) => ({ conditions: conditions.map(({ text }) => text), cells: indexesOf(holds) })),
    others: indexesOf(best.filter(({ conditions }) => conditions.length === 0).reduce((a, { holds }) => a | holds, 0n)),
  };
}

/** How many bits it takes to say which `reds` of `cells` are red, without any explanation. */
function naming(cells: number, reds: number): number {
  let bits = 0;
  for (let taken = 0; taken < reds; taken++) bits += Math.log2((cells - taken) / (taken + 1));
  return bits;
}

/**
 * Conjunctions that hold for red cells only, and no longer do with one condition less. Left out are those that hold for
 * nothing but what a shorter one holds for, and all of a length of which there are too many.
 */
function redTerms(axes: readonly (readonly Condition[])[], red: bigint): readonly Term[] {
  let terms: readonly Term[] = [];
  let open: { conditions: readonly Condition[]; holds: bigint; axis: number }[] = [
    { conditions: [], holds: -1n, axis: -1 },
  ];
  const sizes = axes.map(({ length }) => length);
  for (let length = 1; length <= mostConditions; length++) {
    const cost = Math.log2(choices(sizes, length));
    const broad = broadest(terms);
    const found: Term[] = [];
    const next: typeof open = [];
    for (const { conditions, holds, axis } of open) {
      for (let at = axis + 1; at < axes.length; at++) {
        for (const condition of axes[at] ?? []) {
          const both = holds & condition.holds;
          const reds = both & red;
          if (reds === 0n || both === holds || broad.some((term) => (reds & ~term.holds) === 0n)) continue;
          const longer = [...conditions, condition];
          if ((both & ~red) !== 0n) next.push({ conditions: longer, holds: both, axis: at });
          else if (count(both) >= fewestCells) found.push({ conditions: longer, holds: both, cost });
          if (found.length + next.length > mostTerms) return terms;
        }
      }
    }
    terms = [...terms, ...found];
    open = next;
  }
  return terms;
}

function broadest(terms: readonly Term[]): readonly Term[] {
  return terms.toSorted((a, b) => count(b.holds) - count(a.holds)).slice(0, mostBroad);
}

/** In how many ways one can take a condition from each of `taken` axes. */
function choices(sizes: readonly number[], taken: number): number {
  const ways = [1, ...Array<number>(taken).fill(0)];
  for (const size of sizes)
    for (let length = taken; length > 0; length--) ways[length] = (ways[length] ?? 0) + (ways[length - 1] ?? 0) * size;
  return ways[taken] ?? 0;
}

/** Without those for which another holds everywhere where they do, at no more cost. */
function withoutWorse(terms: readonly Term[]): readonly Term[] {
  const kept: Term[] = [];
  for (const term of terms.toSorted((a, b) => a.cost - b.cost || count(b.holds) - count(a.holds))) {
    if (!kept.some(({ holds }) => (term.holds & ~holds) === 0n)) kept.push(term);
  }
  return kept;
}

/** The terms that together hold for all red cells at the least cost, below the bound; branch and bound. */
function cheapestCover(terms: readonly Term[], red: bigint, bound: number): readonly Term[] | undefined {
  let best: readonly Term[] | undefined;
  let lowest = bound;
  let steps = 0;
  const visit = (left: bigint, taken: readonly Term[], sum: number): void => {
    const cost = sum - orderOf(taken.length);
    if (left === 0n) {
      if (cost < lowest - 1e-9) [best, lowest] = [taken, cost];
      return;
    }
    if (taken.length === mostParts || sum - orderOf(mostParts) >= lowest || ++steps > mostSteps) return;
    const options = rarest(terms, left);
    for (const term of options) visit(left & ~term.holds, [...taken, term], sum + term.cost);
  };
  visit(red, [], 0);
  return best;
}

/** The terms for the red cell that the fewest of them hold for; those that hold for most of what is left come first. */
function rarest(terms: readonly Term[], left: bigint): readonly Term[] {
  const options = indexesOf(left).map((index) => terms.filter(({ holds }) => (holds >> BigInt(index)) & 1n));
  const fewest = options.reduce((a, b) => (b.length < a.length ? b : a));
  return fewest.toSorted((a, b) => count(b.holds & left) - count(a.holds & left) || a.cost - b.cost);
}

/** The order in which causes are told says nothing: of `n` of them there are `n!`. */
function orderOf(parts: number): number {
  let bits = 0;
  for (let factor = 2; factor <= parts; factor++) bits += Math.log2(factor);
  return bits;
}

function bitsOf(indexes: readonly number[]): bigint {
  return indexes.reduce((bits, index) => bits | (1n << BigInt(index)), 0n);
}

function indexesOf(bits: bigint): readonly number[] {
  const digits = bits.toString(2);
  return [...digits].flatMap((digit, at) => (digit === '1' ? [digits.length - 1 - at] : [])).toReversed();
}

function count(bits: bigint): number {
  return bits.toString(2).replaceAll('0', '').length;
}
