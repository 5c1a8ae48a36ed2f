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
 * it has, each of several cells; `cells` says how many. `cut` tells which cells each of so many shards has.
 */
export function githubMatrix(plan: Plan, cut: (count: number) => readonly (readonly number[])[]): GithubMatrix {
  const jobs = Math.min(plan.cells.length, mostJobs);
  const include = cut(jobs).map((part, at): GithubJob => {
    const shard = `${at + 1}/${jobs}`;
    const cell = plan.cells[part[0] ?? -1];
    if (plan.cells.length > mostJobs || !cell) return { shard, cells: String(part.length) };
    return { ...cell.values, cell: cell.id, shard };
  });
  return { include };
}

/** Keys of cells that would be taken for those which the jobs have of themselves. */
export function reservedKeys(plan: Plan): readonly string[] {
  const keys = new Set(plan.cells.flatMap(({ values }) => Object.keys(values)));
  return ['cell', 'cells', 'shard'].filter((key) => keys.has(key));
}
