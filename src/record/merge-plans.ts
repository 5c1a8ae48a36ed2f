// The plans of runs of one whole, put together again.

import { MatrixError } from '../errors.ts';
import type { CellId } from '../model/cell.ts';
import { type CellPlan, type ImagePlan, notInShard, type Plan, type SkippedCell } from '../model/plan.ts';
import { planDigest } from '../model/plan-digest.ts';

export type PlanAt = { readonly folder: string; readonly plan: Plan };

export type MergedPlan = {
  /** In the order of the whole. */
  readonly plan: Plan;
  /** Its cells that none of the plans has: nothing is known of them but their values. */
  readonly missing: ReadonlySet<CellId>;
};

/** The whole of which these are plans. Throws a MatrixError, naming two, where they are not of one whole. */
export function mergePlans(plans: readonly [PlanAt, ...PlanAt[]]): MergedPlan {
  checkTogether(plans);
  const [{ plan: first }] = plans;
  const known = new Map(plans.flatMap(({ plan }) => plan.cells.map((cell) => [cell.id, cell] as const)));
  const missing = othersOf(first).filter(({ id }) => !known.has(id));
  const cells = [...known.values(), ...missing].toSorted((a, b) => a.index - b.index);
  const { shard, ...rest } = first;
  return {
    plan: {
      ...rest,
      images: imagesOf(cells, plans),
      cells,
      skipped: first.skipped.filter(({ reason }) => !shard || reason !== notInShard(shard)),
      cover: shard?.whole.cover ?? first.cover,
    },
    missing: new Set(missing.map(({ id }) => id)),
  };
}

function checkTogether([first, ...others]: readonly [PlanAt, ...PlanAt[]]): void {
  const digest = wholeDigest(first.plan);
  for (const other of others) {
    const both = `${first.folder} and ${other.folder} are runs of different`;
    if (other.plan.name !== first.plan.name) {
      throw new MatrixError('usage', `${both} matrices: ${first.plan.name} and ${other.plan.name}`, {
        hint: 'merge the runs of each by itself',
      });
    }
    if (wholeDigest(other.plan) === digest) continue;
    const same = haveSameCells(first.plan, other.plan);
    throw new MatrixError(
      'usage',
      `${both} ${same ? 'sources or test settings' : 'cells'}, and are no parts of one run`,
      {
        hint: same
          ? 'run all shards on the same commit with the same flags'
          : 'run all shards with the same --only, --except and --cover',
      },
    );
  }
}

function wholeDigest(plan: Plan): string {
  return plan.shard?.whole.digest ?? planDigest(plan);
}

/** As far as the other plan tells, whose shard need not say what the cells of the others are. */
function haveSameCells(first: Plan, other: Plan): boolean {
  const ids = new Set([...first.cells, ...othersOf(first)].map(({ id }) => id));
  const count = other.shard?.whole.cells ?? other.cells.length;
  return count === ids.size && other.cells.every(({ id }) => ids.has(id));
}

/** The cells of the whole that a shard has not: it names them in their order, and its own tell which places are left. */
function othersOf({ cells, skipped, shard }: Plan): readonly CellPlan[] {
  if (!shard) return [];
  const own = new Set(cells.map(({ index }) => index));
  const places = Array.from({ length: shard.whole.cells }, (_, at) => at).filter((at) => !own.has(at));
  const reason = notInShard(shard);
  return skipped.filter((cell) => cell.reason === reason).map((cell, at) => unknownCell(cell, places[at] ?? 0));
}

function unknownCell({ id, values }: SkippedCell, index: number): CellPlan {
  return {
    id,
    index,
    values,
    allowFailure: false,
    image: '',
    services: {},
    test: {
      command: [],
      env: {},
      secrets: [],
      timeoutMs: 0,
      retries: 0,
      results: [],
      artifacts: [],
      limits: {},
      internet: true,
    },
  };
}

/** In the order in which a plan has them: built ones by the first cell that needs them, then pulled ones likewise. */
function imagesOf(cells: readonly CellPlan[], plans: readonly PlanAt[]): readonly ImagePlan[] {
  const all = new Map(plans.flatMap(({ plan }) => plan.images.map((image) => [image.key, image] as const)));
  const built = cells.map(({ image }) => image);
  const pulled = cells.flatMap(({ services }) => Object.values(services).map(({ image }) => image));
  return [...new Set([...built, ...pulled])].flatMap((key) => all.get(key) ?? []);
}
