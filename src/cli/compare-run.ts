// What is another since the red cells of a run were green: looked up in the project's record.

import { compareCell, type ImageFacts, type RunFacts } from '../diagnosis/compare-cell.ts';
import type { CellId } from '../model/cell.ts';
import type { CellSummary } from '../model/cell-summary.ts';
import type { Comparison } from '../model/comparison.ts';
import { verdictOf } from '../model/outcome.ts';
import type { Summary } from '../model/summary.ts';
import { type LastGreen, lastGreen } from '../record/last-green.ts';

/**
 * Compares each red cell with the last run below `root` in which it was green; cells of which the same is to be said are
 * one comparison. Never rejects: what cannot be looked up is not told.
 */
export async function compareRun(root: string, summary: Summary): Promise<readonly Comparison[]> {
  const red = summary.cells.filter(isRed);
  if (red.length === 0) return [];
  const { plan, run, images } = summary;
  const built = images.flatMap(({ image, id }) =>
    image.kind === 'build' && image.bases && id !== undefined ? [id] : [],
  );
  const cells = new Set(red.map(({ cell }) => cell.id));
  try {
    const past = await lastGreen(root, { name: plan.name, run, cells, images: new Set(built) });
    return grouped(comparisons(red, summary, past));
  } catch {
    // What an older record holds may be anything; that this run is red stands without it.
    return [];
  }
}

/** Of another base image a Dockerfile may not build, and a database of another version may not come up. */
function isRed({ outcome }: CellSummary): boolean {
  if (!outcome) return false;
  return verdictOf(outcome.kind) === 'red' || outcome.kind === 'not-ready' || outcome.kind === 'not-built';
}

function comparisons(
  red: readonly CellSummary[],
  { plan, source, engine, images }: Summary,
  { runs, basesOf }: LastGreen,
): readonly Comparison[] {
  const known = new Map(images.map((image) => [image.image.key, image]));
  const now = withBases({ plan, images: known, ...(source && { source }), ...(engine && { engine }) }, basesOf);
  const then = new Map(
    [...new Set(runs.values())].map((green) => [
      green,
      { facts: withBases(green, basesOf), cells: new Map(green.plan.cells.map((cell) => [cell.id, cell])) },
    ]),
  );
  return red.flatMap(({ cell }) => {
    const green = runs.get(cell.id);
    const { facts, cells } = (green && then.get(green)) ?? {};
    const was = cells?.get(cell.id);
    if (!green || !facts || !was) return [];
    return [{ cells: [cell.id], since: green.run, ...compareCell({ ...now, cell }, { ...facts, cell: was }) }];
  });
}

/** With what other runs know of the same images. */
function withBases({ images, ...run }: RunFacts, basesOf: LastGreen['basesOf']): RunFacts {
  const whole = [...images].map(([key, { id, digest, bases = [] }]): [string, ImageFacts] => [
    key,
    {
      ...(id === undefined ? {} : { id }),
      ...(digest === undefined ? {} : { digest }),
      bases: [...bases, ...(basesOf.get(id ?? '') ?? [])],
    },
  ]);
  return { ...run, images: new Map(whole) };
}

function grouped(all: readonly Comparison[]): readonly Comparison[] {
  const groups = Map.groupBy(all, ({ cells: _, ...rest }) => JSON.stringify(rest));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first ? [{ ...first, cells: group.flatMap(({ cells }): readonly CellId[] => cells) }] : [];
  });
}
