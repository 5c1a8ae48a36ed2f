// What is wrong with a log as TAP. Noise may look like thousands of broken documents; a sentence or two tell as much.

const mostTold = 3;

export type TapProblems = {
  add(problem: string): void;
  addAll(others: TapProblems): void;
  /** The first of them. */
  readonly first: readonly string[];
  readonly count: number;
};

export function createTapProblems(problems: readonly string[] = []): TapProblems {
  const first: string[] = [];
  let count = 0;
  const add = (problem: string) => {
    count++;
    if (first.length < mostTold) first.push(problem);
  };
  for (const problem of problems) add(problem);
  return {
    add,
    addAll(others) {
      first.push(...others.first.slice(0, mostTold - first.length));
      count += others.count;
    },
    first,
    get count() {
      return count;
    },
  };
}

/** All of them in a sentence; undefined where there is none. */
export function tapProblem({ first, count }: TapProblems): string | undefined {
  if (count === 0) return undefined;
  const more = count - first.length;
  return [...first, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
