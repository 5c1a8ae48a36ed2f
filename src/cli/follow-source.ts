import { setTimeout as delay } from 'node:timers/promises';
import type { MountedSource } from '../model/plan.ts';
import { watchFiles } from '../watch/watch-files.ts';
import { contextFolder } from '../watch/watched-files.ts';
import { tellTrouble } from './tell-trouble.ts';
import { notice } from './terminal.ts';

/** Editors write in bursts; somebody who waits for it does not feel so little. */
const quietMs = 50;

/** Calls `update` after each change of the source here, one call at a time, until the function that it returns is called. */
export function followSource({ context, ignore }: MountedSource): (update: () => Promise<void>) => () => void {
  return (update) => {
    let state: 'idle' | 'busy' | 'changed again' | 'over' = 'idle';
    const isOver = () => state === 'over';
    const follow = async () => {
      do {
        state = 'busy';
        await delay(quietMs);
        if (isOver()) return;
        await update().catch((error: unknown) => {
          if (!isOver()) notice(`matrix: ${error instanceof Error ? error.message : String(error)}`);
        });
      } while ((state as string) === 'changed again');
      if (!isOver()) state = 'idle';
    };
    const onChange = () => {
      if (state === 'idle') void follow();
      else if (state === 'busy') state = 'changed again';
    };
    const tell = (error: unknown) => void tellTrouble(error);
    let end = () => {};
    try {
      end = watchFiles({ folders: [contextFolder(context, ignore)], files: [] }, onChange, tell);
    } catch (error) {
      // It is still a shell with the source in it.
      tell(error);
    }
    // What changed while the container was made was not heard of.
    onChange();
    return () => {
      state = 'over';
      end();
    };
  };
}
