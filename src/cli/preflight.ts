import type { Connection } from '../docker/connect.ts';
import { engineDisk } from '../docker/examine-engine.ts';
import { MatrixError } from '../errors.ts';
import type { EngineFacts } from '../model/event.ts';
import type { Plan } from '../model/plan.ts';
import { type Engine, EngineFailure } from '../run/engine.ts';
import { demandOf } from '../upkeep/demand.ts';
import { refusalOf } from '../upkeep/preflight.ts';
import { recordFacts } from './record-facts.ts';

/** What is about to begin. */
export type Start = {
  /** Those that it cannot do without. */
  readonly cells: Plan['cells'];
  /** The project's folder, where it is recorded below it. */
  readonly root?: string;
};

/**
 * Looks at what would end it badly, beside the question what the engine is. Returns what it is. Throws a MatrixError
 * (`engine`) where it is not to begin.
 */
export async function preflight(connection: Connection, asked: Engine, { cells, root }: Start): Promise<EngineFacts> {
  const [engine, record, disk] = await Promise.all([
    asked.facts().catch((error: unknown) => {
      if (error instanceof EngineFailure) throw new MatrixError('engine', error.message, { cause: error });
      throw error;
    }),
    root === undefined ? undefined : recordFacts(root),
    // What cannot be looked at stops nothing.
    engineDisk(connection).catch(() => ({ unknown: 'the engine did not tell' })),
  ]);
  const refusal = refusalOf({ engine, disk, record, demand: demandOf({ cells }, 1) });
  if (refusal) throw new MatrixError('engine', refusal.text, { hint: `${refusal.fix}; matrix doctor tells more` });
  return engine;
}
