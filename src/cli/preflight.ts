import type { Connection } from '../docker/connect.ts';
import { engineDisk } from '../docker/examine-engine.ts';
import { MatrixError } from '../errors.ts';
import type { EngineFacts } from '../model/event.ts';
import type { Plan } from '../model/plan.ts';
import { demandOf } from '../upkeep/demand.ts';
import { refusalOf } from '../upkeep/preflight.ts';
import { recordFacts } from './record-facts.ts';

/**
 * Looks at what would end the run badly, beside the question what the engine is. Returns what it is. Throws a MatrixError
 * (`engine`) where the run is not to begin.
 */
export async function preflight(
  connection: Connection,
  asked: Promise<EngineFacts>,
  { plan, root }: { readonly plan: Plan; readonly root: string },
): Promise<EngineFacts> {
  const [engine, record, disk] = await Promise.all([
    asked,
    recordFacts(root),
    // What cannot be looked at stops nothing.
    engineDisk(connection).catch(() => ({ unknown: 'the engine did not tell' })),
  ]);
  const needed = plan.cells.filter(({ allowFailure }) => !allowFailure);
  const refusal = refusalOf({ engine, disk, record, demand: demandOf({ cells: needed }, 1) });
  if (refusal) throw new MatrixError('engine', refusal.text, { hint: `${refusal.fix}; matrix doctor tells more` });
  return engine;
}
