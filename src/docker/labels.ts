// Everything that we make says whose it is, so that a later sweep can tell. What has no label of ours is never touched.

import type { CellId } from '../model/cell.ts';
import type { ServiceName } from '../model/plan.ts';
import type { RunId } from '../model/run-id.ts';
import type { Owner } from '../run/engine.ts';

export const runLabel = 'matrix-run.run';
export const cellLabel = 'matrix-run.cell';
export const roleLabel = 'matrix-run.role';
const ownerLabel = 'matrix-run.owner';
export const imageLabel = 'matrix-run.image';
/** Images that differ in nothing but their files are generations of one variant. */
export const variantLabel = 'matrix-run.variant';

/** Of what role `held` marks: the run whose kept cell it is. */
export const holdsLabel = 'matrix-run.holds';

/**
 * `kept`: a volume without content, which marks a cell that is to stand although its owner is gone. `held`: one that marks
 * a kept cell which somebody is in, for as long as that lasts.
 */
export type Role = 'network' | 'test' | 'kept' | 'held' | `service/${ServiceName}`;

/** The labels of a network or a container. */
export function labelsOf(owner: Owner, cell: CellId, role: Role): Record<string, string> {
  const { host, pid, processStart, project } = owner;
  return {
    [runLabel]: owner.run,
    [cellLabel]: cell,
    [roleLabel]: role,
    [ownerLabel]: JSON.stringify({ host, pid, processStart, project }),
  };
}

/** The owner that labels tell of, or undefined where they are not ours or were tampered with. */
export function ownerOf(labels: Readonly<Record<string, string>> | null | undefined): Owner | undefined {
  const run: RunId | undefined = labels?.[runLabel];
  const text = labels?.[ownerLabel];
  if (run === undefined || text === undefined) return undefined;
  try {
    const owner: unknown = JSON.parse(text);
    if (typeof owner !== 'object' || owner === null) return undefined;
    const { host, pid, processStart, project } = owner as Record<string, unknown>;
    if (typeof host !== 'string' || typeof pid !== 'number' || typeof processStart !== 'string') return undefined;
    return { run, host, pid, processStart, ...(typeof project === 'string' ? { project } : {}) };
  } catch {
    return undefined;
  }
}
