// Whether there still is an engine. All who meet trouble with it ask here, so that its loss is found once, ends all that
// waits for it, and is told in one sentence.

import type { Problem } from '../model/outcome.ts';
import type { Clock } from './clock.ts';
import type { Engine, LeftOver } from './engine.ts';

export type EnginePresence = {
  /** Why there is no engine any more, once that is known: it does not come back within this run. */
  readonly lost: Problem | undefined;
  /** Looks whether it is there, and waits a moment where it is slow to say so. The same as `lost` then. */
  check(): Promise<Problem | undefined>;
  /** Takes what could not be removed, where that is for the lack of an engine: returns what is to be told of it. */
  excuse(left: readonly LeftOver[]): Promise<readonly LeftOver[]>;
  /** What was excused, in one piece. */
  readonly excused: readonly LeftOver[];
};

/** An engine that is busy, or behind a bad line, gets so many milliseconds between one look and the next. */
const looksAfterMs = [500, 1_500, 3_000] as const;

/** The engine is taken to be there until somebody asks. */
export function createEnginePresence(engine: Pick<Engine, 'silence'>, clock: Clock): EnginePresence {
  let lost: Problem | undefined;
  let looking: Promise<Problem | undefined> | undefined;
  let excused = 0;
  const look = async (): Promise<Problem | undefined> => {
    for (const wait of [...looksAfterMs, undefined]) {
      const silence = await engine.silence();
      if (silence === undefined) return undefined;
      if (silence.isGone || wait === undefined) {
        lost = { message: `The container engine is gone: ${silence.reason}`, detail: [] };
        return lost;
      }
      await clock.sleep(wait);
    }
    return lost;
  };
  const check = async () => {
    if (lost) return lost;
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  };
  return {
    get lost() {
      return lost;
    },
    check,
    async excuse(left) {
      if (left.length === 0 || !(await check())) return left;
      excused += left.length;
      return [];
    },
    get excused() {
      if (excused === 0) return [];
      const message = 'it could not be removed; once there is an engine again, the next command does';
      return [{ resource: `what was on the engine (${excused} in all)`, problem: { message, detail: [] } }];
    },
  };
}
