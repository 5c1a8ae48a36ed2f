// matrix repro: one cell of a recorded run again, from what its record pinned, and left standing where it fails.

import { verdictOf } from '../model/outcome.ts';
import type { CellPlan } from '../model/plan.ts';
import type { Summary } from '../model/summary.ts';
import { shellQuoted, shellWord } from '../report/shell-word.ts';
import { exportTo } from './export-command.ts';
import { otherFilesLine } from './other-files.ts';
import { recordedCell, recordedPlan } from './recorded-cell.ts';
import type { ReporterName } from './reporter-names.ts';
import { run } from './run-command.ts';
import { notice } from './terminal.ts';

export type ReproOptions = {
  /** A run's id or folder; the newest where it is undefined. */
  readonly run: string | undefined;
  readonly reporter: ReporterName | undefined;
  /** Into this folder, instead of running it. */
  readonly export?: string | undefined;
  /** How long it stands where it fails; until it is ended where that is undefined. */
  readonly keepForMs?: number | undefined;
};

/** Runs the cell again, or exports it, and returns the exit code. Throws a MatrixError where it cannot be had as it was. */
export async function repro(selector: string | undefined, options: ReproOptions): Promise<number> {
  if (options.export !== undefined) {
    await exportTo(options.export, await recordedPlan(selector, options.run));
    return 0;
  }
  const { summary, root, cell, ...loaded } = await recordedCell(selector, options.run);
  const before = summary.cells.find((one) => one.cell.id === cell.id)?.outcome;
  if (before && verdictOf(before.kind) === 'green') notice(`${cell.id} passed in run ${summary.run} as well`);
  // Its record has no copy of that, and its images have an older one.
  if (loaded.plan.source === 'mounted')
    notice(
      `The source of run ${summary.run} was mounted: this is the source as it is now${await namedOthers(cell, summary)}`,
    );
  return run(loaded, {
    reporter: options.reporter,
    keep: 'failed',
    purpose: 'repro',
    reproduce: (cell) => `matrix repro ${shellQuoted(cell)} --run ${shellWord(options.run ?? summary.run)}`,
    keepForMs: options.keepForMs,
    root,
    source: summary.source,
    json: undefined,
    junit: undefined,
    markdown: undefined,
    html: undefined,
  });
}

async function namedOthers({ test }: CellPlan, { source }: Summary): Promise<string> {
  const others = test.source && (await otherFilesLine(test.source, source));
  return others === undefined ? '' : `; ${others}`;
}
