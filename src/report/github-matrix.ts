// The matrix of a GitHub workflow, made of a plan: what `fromJSON()` takes for `strategy.matrix`.

import type { Values } from '../model/cell.ts';
import type { Plan } from '../model/plan.ts';

/** GitHub makes at most so many jobs of a matrix. */
const mostJobs = 256;

/** One job: its part of the cells by `matrix run --shard`, and what tells it from the others. */
export type GithubJob = Values & { readonly shard: string; readonly cell?: string; readonly cells?: string };

export type GithubMatrix = { readonly include: readonly GithubJob[] };

/**
 * A job a cell with its values, its id as `cell` and its `shard`. With more cells than GitHub has jobs, as many jobs as
 * it has, of neighbouring cells, as equal in size as can be; `cells` says how many. `boundsOf` tells where a shard's
 * cells begin and end.
 */
export function githubMatrix(
  plan: Plan,
  boundsOf: (index: number, count: number) => readonly [from: number, to: number],
): GithubMatrix {
  const jobs = Math.min(plan.cells.length, mostJobs);
  const include = Array.from({ length: jobs }, (_, at): GithubJob => {
    const shard = `${at + 1}/${jobs}`;
    const [from, to] = boundsOf(at + 1, jobs);
    const cell = plan.cells[from];
    if (plan.cells.length > mostJobs || !cell) return { shard, cells: String(to - from) };
    return { ...cell.values, cell: cell.id, shard };
  });
  return { include };
}

/** Keys of cells that would be taken for those which the jobs have of themselves. */
export function reservedKeys(plan: Plan): readonly string[] {
  const keys = new Set(plan.cells.flatMap(({ values }) => Object.keys(values)));
  return ['cell', 'cells', 'shard'].filter((key) => keys.has(key));
}
