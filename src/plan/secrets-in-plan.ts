// A plan is printed and kept, as it is: a secret must not stand in it, by whatever way it came there.

import type { Plan } from '../model/plan.ts';

export type SecretInPlan = {
  readonly name: string;
  /** `test.command of node=13`. */
  readonly where: string;
};

/** Folders of this machine that happen to be called like a secret tell nothing of it. */
const paths: ReadonlySet<string> = new Set(['context', 'from', 'source', 'ignore']);

/** The secrets whose values stand in the plan, each with the first place. */
export function secretsInPlan(plan: Plan, secrets: Readonly<Record<string, string>>): readonly SecretInPlan[] {
  const texts = Object.entries(secrets).filter(([, value]) => value.trim() !== '');
  if (texts.length === 0) return [];
  const seen = new Set<unknown>();
  return texts.flatMap(([name, value]) => {
    seen.clear();
    const where = placeOf(value.trim(), plan, seen);
    return where === undefined ? [] : [{ name, where }];
  });
}

function placeOf(secret: string, plan: Plan, seen: Set<unknown>): string | undefined {
  for (const { id, values, services, test } of plan.cells) {
    const place = find(secret, { values, services, test }, [], seen);
    if (place) return `${place.join('.')} of ${id.includes(secret) ? 'a cell' : id}`;
  }
  for (const image of plan.images) {
    const place = find(secret, image, ['image'], seen);
    if (place) return place.join('.');
  }
  return find(secret, { name: plan.name, flags: plan.flags }, [], seen)?.join('.');
}

/** Cells share what is the same in them, and there may be very many of them: each is looked into once. */
function find(
  secret: string,
  value: unknown,
  path: readonly string[],
  seen: Set<unknown>,
): readonly string[] | undefined {
  if (typeof value === 'string') return value.includes(secret) ? path : undefined;
  if (typeof value !== 'object' || value === null || seen.has(value)) return undefined;
  seen.add(value);
  for (const [key, one] of Object.entries(value)) {
    if (paths.has(key)) continue;
    if (key.includes(secret)) return path;
    const found = find(secret, one, Array.isArray(value) ? path : [...path, key], seen);
    if (found) return found;
  }
  return undefined;
}
