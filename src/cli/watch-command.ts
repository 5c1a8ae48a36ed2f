// matrix run --watch: a run after each change, of the cells that it affects. Files, keys and signals go into the loop's
// inbox; each round is a run as any other.

import { dirname, join, relative, resolve } from 'node:path';
import { MatrixError } from '../errors.ts';
import type { CellId } from '../model/cell.ts';
import { exitCode } from '../model/summary.ts';
import { lockFileName } from '../plan/lock-file.ts';
import { failedCells } from '../record/failed-cells.ts';
import { roundText, standingText } from '../report/watch-text.ts';
import { systemClock } from '../run/clock.ts';
import { cellPrints } from '../watch/cell-prints.ts';
import { isOfEditor } from '../watch/editor-file.ts';
import { createInbox, type Inbox } from '../watch/inbox.ts';
import { roundPlan } from '../watch/round-plan.ts';
import { type WatchedFiles, watchFiles } from '../watch/watch-files.ts';
import { type News, type Planned, type WatchPorts, watchLoop } from '../watch/watch-loop.ts';
import { watchedFiles } from '../watch/watched-files.ts';
import { type LoadedPlan, loadPlan, type PlanOptions } from './load-plan.ts';
import { type RunOptions, runToEnd } from './run-command.ts';
import { onSignals } from './signals.ts';
import { tellTrouble } from './tell-trouble.ts';
import { notice, onOutputLost, screenOf } from './terminal.ts';
import { listenToKeys } from './watch-keys.ts';
import { takesStdout } from './write-reports.ts';

const terminated = 143;

/** Runs until it is ended, and returns the exit code of the last round. Throws a MatrixError where it cannot begin. */
export async function watch({ failed, ...options }: PlanOptions, runOptions: RunOptions): Promise<number> {
  const first = await loadPlan(failed ? { ...options, failed } : options);
  checkReports(runOptions, first);
  // Those that are red are asked for once: a round makes some of them green, and they still belong to it.
  const among = failed && { ids: idsOf(first), reason: 'not red in the run that it began with' };
  const inbox = createInbox();
  const end = (code?: number) => inbox.put({ kind: 'end', ...(code === undefined ? {} : { code }) });
  // While a round runs, it hears signals as well, and the second one ends its waiting.
  const stopListening = onSignals({
    cancel: (reason) => end(reason === 'terminated' ? terminated : undefined),
    force: () => undefined,
  });
  const files = followFiles(inbox);
  const stopKeys = listenToKeys(process.stdin, inbox, () => process.emit('SIGINT', 'SIGINT'));
  const planned = async (loaded: LoadedPlan): Promise<Planned<LoadedPlan>> => {
    files.follow(loaded);
    return { plan: loaded, prints: await cellPrints(loaded.plan, loaded.madeOf?.text ?? '') };
  };
  try {
    return await watchLoop<LoadedPlan>(
      {
        clock: systemClock,
        inbox,
        plan: () => orTrouble(async () => planned(await loadPlan(among ? { ...options, among } : options))),
        run: createRounds(runOptions, () => onOutputLost(() => end(terminated))),
        tell: (news) => tell(news, files.takeChanged(), stopKeys !== undefined),
      },
      await planned(first),
      await redBefore(first),
    );
  } finally {
    files.end();
    stopKeys?.();
    stopListening();
  }
}

function createRounds(options: RunOptions, afterwards: () => void): WatchPorts<LoadedPlan>['run'] {
  let rounds = 0;
  return async ({ plan: loaded, cells, first }, cancellation) => {
    rounds++;
    try {
      const { summary } = await runToEnd(
        { ...loaded, plan: roundPlan(loaded.plan, cells) },
        { ...options, cancellation, first },
      );
      const { cancelReason } = summary;
      return {
        outcomes: new Map(summary.cells.flatMap(({ cell, outcome }) => (outcome ? [[cell.id, outcome] as const] : []))),
        code: exitCode(summary),
        over: cancelReason === 'interrupted' || cancelReason === 'terminated',
      };
    } catch (error) {
      // An engine that is away for a while is one thing, one that never was there another.
      if (!(error instanceof MatrixError) || rounds === 1) throw error;
      return {
        outcomes: new Map(),
        code: tellTrouble(error),
        over: cancellation.reason !== undefined && cancellation.reason !== 'superseded',
      };
    } finally {
      afterwards();
    }
  };
}

function followFiles(inbox: Inbox) {
  let followed: { readonly key: string; readonly end: () => void } | undefined;
  let changed: ReadonlySet<string> = new Set();
  return {
    /** Watches what this plan depends on, and nothing else. Throws a MatrixError where that is too much. */
    follow(loaded: LoadedPlan) {
      const watched = watchedBy(loaded);
      if (watched.key === followed?.key) return;
      followed?.end();
      followed = undefined;
      const onChange = (path: string) => {
        if (isOfEditor(path)) return;
        changed = new Set([...changed, relative(process.cwd(), path)]);
        inbox.put({ kind: 'changed' });
      };
      const onTrouble = (error: MatrixError) => void tellTrouble(error);
      followed = { key: watched.key, end: watchFiles(watched, onChange, onTrouble) };
      // What changed since it was planned was not heard of.
      inbox.put({ kind: 'changed' });
    },
    takeChanged(): readonly string[] {
      const taken = [...changed];
      changed = new Set();
      return taken;
    },
    end: () => followed?.end(),
  };
}

function tell(news: News, changed: readonly string[], keys: boolean): void {
  if (news.kind === 'trouble') tellTrouble(news.error);
  else if (news.kind === 'all-green') notice('all cells are green');
  else if (news.kind === 'round') notice(`\n${roundText(news, changed)}`);
  else notice(`\n${standingText(news.latest, keys, screenOf(process.stderr))}`);
}

async function orTrouble<T>(work: () => Promise<T>): Promise<T | MatrixError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MatrixError) return error;
    throw error;
  }
}

/** A report in a context would change what the next round tests, and so begin it, for ever. */
function checkReports(options: RunOptions, loaded: LoadedPlan): void {
  if (takesStdout(options))
    throw new MatrixError('usage', '--watch writes the reports anew after each round, which stdout cannot be', {
      hint: 'name a file',
    });
  const { folders } = watchedBy(loaded);
  const { json, junit, markdown, html } = options;
  for (const [flag, target] of Object.entries({ json, junit, markdown, html })) {
    const path = target === undefined ? undefined : resolve(target);
    const within = path && folders.find(({ folder, leavesOut }) => isPartOf(relative(folder, path), leavesOut));
    if (within)
      throw new MatrixError(
        'usage',
        `--${flag} ${target} is part of the source, so that each round would begin the next`,
        {
          hint: 'leave it out in .dockerignore, or write it somewhere else',
        },
      );
  }
}

function watchedBy({ plan, file, madeOf }: LoadedPlan): WatchedFiles {
  const { files = [], contexts = new Map() } = madeOf?.reads ?? {};
  return watchedFiles(plan, {
    files: new Set([...files, file.path, join(dirname(file.path), lockFileName)]),
    contexts,
  });
}

function isPartOf(path: string, leavesOut: (path: string, kind: 'folder' | 'entry') => boolean): boolean {
  return !path.startsWith('..') && !path.startsWith('/') && path !== '' && !leavesOut(path, 'entry');
}

async function redBefore({ file, plan }: LoadedPlan): Promise<ReadonlySet<CellId>> {
  const failed = await orTrouble(() => failedCells(file.projectRoot, plan.name));
  return failed instanceof MatrixError ? new Set() : failed.ids;
}

function idsOf({ plan }: LoadedPlan): ReadonlySet<CellId> {
  return new Set(plan.cells.map(({ id }) => id));
}
