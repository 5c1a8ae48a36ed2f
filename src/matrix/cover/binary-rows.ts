/**
 * The fewest rows that cover all pairs of `axes` axes of two values each, and so no more than what any axes of two or
 * more values need.
 */
export function fewestBinaryRows(axes: number): number {
  if (axes < 2) return axes + 1;
  let rows = 4;
  while (binomial(rows - 1, Math.ceil(rows / 2)) < axes) rows++;
  return rows;
}

/**
 * An optimal cover of the pairs of axes of two values: the columns are sets of rows, all of one size, that leave out
 * the first row and are so large that any two of them meet.
 */
export function binaryRows(axes: number): readonly number[][] {
  const count = fewestBinaryRows(axes);
  const rows = Array.from({ length: count }, () => Array<number>(axes).fill(0));
  const taken = Array.from({ length: Math.ceil(count / 2) }, (_, index) => index + 1);
  for (let axis = 0; axis < axes; axis++) {
    for (const row of taken) (rows[row] as number[])[axis] = 1;
    nextSubset(taken, count - 1);
  }
  return rows;
}

/** The next set of as many numbers up to `most`, in lexicographic order. */
function nextSubset(taken: number[], most: number): void {
  let place = taken.length - 1;
  while (place > 0 && taken[place] === most - taken.length + 1 + place) place--;
  const next = (taken[place] ?? 0) + 1;
  for (let rest = place; rest < taken.length; rest++) taken[rest] = next + rest - place;
}

function binomial(of: number, take: number): number {
  let ways = 1;
  for (let index = 1; index <= take; index++) ways = (ways * (of - take + index)) / index;
  return Math.round(ways);
}
