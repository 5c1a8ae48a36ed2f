import type { Difference } from '../bisect/differences.ts';
import type { CellId } from '../model/cell.ts';
import type { OutcomeKind } from '../model/outcome.ts';
import type { RunId } from '../model/run-id.ts';
import type { Try } from './bisect-try.ts';
import { type Bisection, type Ending, endingOf, neighboursOf } from './bisection.ts';

/** What `matrix bisect --json` writes. With the same schemaVersion keys may be added, and none goes away. */
export type BisectJson = {
  readonly schemaVersion: 1;
  readonly file: string;
  readonly axis: string;
  /** Those between the ends, in order. */
  readonly values: readonly string[];
  readonly lacking: readonly { readonly value: string; readonly reason: string }[];
  readonly ending: Ending;
  /** The two neighbours, where there is a turn. */
  readonly before: SideJson | null;
  readonly first: SideJson | null;
  readonly differences: readonly Difference[];
  /** In order. `verdict` is what an outcome says of the value: green, red, or infrastructure, which says nothing. */
  readonly tries: readonly TryJson[];
};

type SideJson = { readonly value: string; readonly verdict: string; readonly run: RunId };

type TryJson = SideJson & { readonly cell: CellId; readonly outcome: OutcomeKind; readonly durationMs: number };

export function bisectJson(bisection: Bisection): BisectJson {
  const { file, axis, candidates, lacking, differences, tries } = bisection;
  const neighbours = neighboursOf(bisection);
  return {
    schemaVersion: 1,
    file,
    axis,
    values: candidates.map(({ value }) => value),
    lacking,
    ending: endingOf(bisection),
    before: neighbours ? sideOf(neighbours.before) : null,
    first: neighbours ? sideOf(neighbours.first) : null,
    differences,
    tries: tries.map((one) => ({
      ...sideOf(one),
      cell: one.candidate.cell.id,
      outcome: one.outcome,
      durationMs: one.durationMs,
    })),
  };
}

function sideOf({ candidate, verdict, ended }: Try): SideJson {
  return { value: candidate.value, verdict, run: ended.summary.run };
}
