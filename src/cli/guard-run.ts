// What keeps the engine clean of runs that died: this one, should it, and those before it.

import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '../docker/connect.ts';
import type { CellId } from '../model/cell.ts';
import type { RunId } from '../model/run-id.ts';
import { startWatcher } from '../watcher/watcher.ts';
import { sweepDead } from './sweep-dead.ts';

/** A run that is over does not wait for what others have left. */
const patienceMs = 5_000;

export type Guard = {
  /** What is of this cell stays when the run ends. */
  keep(cell: CellId): void;
  /**
   * The run is over; `isClean` says that it has removed what it made, and `keptForMs` how long what it kept is to stay.
   * Returns, in a sentence each, what else there is to tell. Never rejects.
   */
  end(run: { readonly isClean: boolean; readonly keptForMs?: number }): Promise<readonly string[]>;
};

/** Guards a run from before the first thing that it makes. Where that cannot be, the run goes on all the same. */
export function guardRun({ docker, endpoint }: Connection, run: RunId): Guard {
  const sentences: string[] = [];
  const watcher = startWatcher({ endpoint, run }, ({ message }) => {
    sentences.push(`Nobody would have cleaned up after a kill of this run: the watcher did not start (${message})`);
  });
  const swept = sweepDead(docker).catch(() => undefined);
  return {
    keep: watcher.keep,
    async end({ isClean, keptForMs }) {
      const sentence = await Promise.race([swept, delay(patienceMs, undefined, { ref: false })]);
      if (isClean && keptForMs !== undefined) watcher.expire(keptForMs);
      else if (isClean) watcher.dismiss();
      return sentence === undefined ? sentences : [...sentences, sentence];
    },
  };
}
