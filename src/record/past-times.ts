import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MatrixError } from '../errors.ts';
import { median } from '../model/median.ts';
import { verdictOf } from '../model/outcome.ts';
import type { PastTimes } from '../model/past-times.ts';
import { runFile } from './paths.ts';
import { readRunJson } from './read-run-json.ts';
import type { RunJson } from './run-json.ts';

/**
 * How long cells took in a run: of its folder, its `run.json`, or what a report wrote as JSON. Cells whose suite was not
 * heard tell nothing. Rejects with a MatrixError where there is no such run.
 */
export async function pastTimes(path: string): Promise<PastTimes> {
  const inside = join(path, runFile);
  const run = await readRunJson(existsSync(inside) ? inside : path);
  if (!run) {
    throw new MatrixError('usage', `--times ${path} is no record of a run`, {
      hint: 'give the folder of a run, its run.json, or what --json wrote',
    });
  }
  const built = run.images.filter(({ kind, cached }) => kind === 'build' && !cached);
  return {
    cells: new Map(run.cells.filter(wasHeard).map(({ id, durationMs }) => [id, durationMs])),
    imageMs: Math.round(median(built.flatMap(({ durationMs }) => durationMs ?? []))),
  };
}

function wasHeard({ outcome, durationMs }: RunJson['cells'][number]): boolean {
  const verdict = outcome && verdictOf(outcome);
  return durationMs > 0 && (verdict === 'green' || verdict === 'red');
}
