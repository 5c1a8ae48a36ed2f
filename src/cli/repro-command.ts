// matrix repro: one cell of a recorded run again, from what its record pinned, and left standing where it fails.

import { resolve } from 'node:path';
import { MatrixError } from '../errors.ts';
import { theCell } from '../matrix/select-cells.ts';
import { verdictOf } from '../model/outcome.ts';
import type { CellPlan, Plan } from '../model/plan.ts';
import { isAllowed, type Summary } from '../model/summary.ts';
import { pinPlan } from '../plan/pin-plan.ts';
import { readRecord } from '../record/read-record.ts';
import { exportTo } from './export-command.ts';
import { findRun, recordedRoot } from './find-run.ts';
import type { ReporterName } from './reporter-names.ts';
import { run } from './run-command.ts';

export type ReproOptions = {
  /** A run's id or folder; the newest where it is undefined. */
  readonly run: string | undefined;
  readonly reporter: ReporterName | undefined;
  /** Into this folder, instead of running it. */
  readonly export?: string | undefined;
};

const mostNamed = 10;

/**
 * Runs the cell again, or exports it, and returns the exit code. Without a selector, or where it leaves several, the only red one of
 * them is meant. Throws a MatrixError where that is none or several.
 */
export async function repro(selector: string | undefined, options: ReproOptions): Promise<number> {
  const folder = await findRun(options.run, process.cwd());
  const { plan, summary } = await readRecord(folder);
  const cell = selector === undefined ? onlyRed(summary) : theCell(selector, plan.cells);
  const images = new Map(summary.images.map((image) => [image.image.key, image]));
  const pinned = pinPlan(plan, cell, (key) => {
    const { id, digest } = images.get(key) ?? {};
    return id === undefined ? undefined : { id, ...(digest === undefined ? {} : { digest }) };
  });
  if (options.export !== undefined) {
    await exportTo(options.export, pinned, cell, summary);
    return 0;
  }
  const shown = summary.file ?? 'matrix.yml';
  return run(
    {
      plan: pinned,
      secrets: secretsFor(pinned),
      // The new record stands beside the others of the project, wherever the one that is told of was copied to.
      file: { path: resolve(shown), shown, projectRoot: recordedRoot(process.cwd()) ?? process.cwd() },
    },
    {
      reporter: options.reporter,
      keep: 'failed',
      source: summary.source,
      json: undefined,
      junit: undefined,
      markdown: undefined,
      html: undefined,
    },
  );
}

function onlyRed({ cells, run: id }: Summary): CellPlan {
  const red = cells.filter((cell) => cell.outcome && verdictOf(cell.outcome.kind) === 'red' && !isAllowed(cell));
  const [first, ...more] = red;
  if (!first)
    throw new MatrixError('usage', `No suite failed in the run ${id}`, { hint: 'name the cell that is meant' });
  if (more.length === 0) return first.cell;
  const names = red.slice(0, mostNamed).map(({ cell }) => `matrix repro '${cell.id}'`);
  const rest = red.length > mostNamed ? [`and ${red.length - mostNamed} more`] : [];
  throw new MatrixError('usage', `${red.length} cells are red in the run ${id}: which one?`, {
    hint: [...names, ...rest].join('\n        '),
  });
}

/** A record has the names of the secrets and not their values. */
function secretsFor({ cells }: Plan): Readonly<Record<string, string>> {
  const names = new Set(cells.flatMap(({ test }) => test.secrets));
  return Object.fromEntries(
    [...names].map((name) => {
      const value = process.env[name];
      if (value !== undefined) return [name, value];
      throw new MatrixError('usage', `${name} is not set in the environment, and the run had it as a secret`, {
        hint: 'a record keeps the names of secrets only: set it',
      });
    }),
  );
}
