// matrix plan: everything but the engine, which is only asked which images it has.

import { familiarReference, presentImages } from '../docker/present-images.ts';
import { MatrixError } from '../errors.ts';
import type { PastTimes } from '../model/past-times.ts';
import type { ImagePlan, Plan } from '../model/plan.ts';
import { cutPlan } from '../plan/take-shard.ts';
import { githubMatrix, reservedKeys } from '../report/github-matrix.ts';
import { planText } from '../report/plan-text.ts';
import { harmless } from '../report/printable.ts';
import { screenOf } from './terminal.ts';

/** Prints the plan: for people, as JSON, or as the matrix of a GitHub workflow, whose shards the times balance. */
export async function showPlan(
  { plan, times }: { readonly plan: Plan; readonly times?: PastTimes },
  as: 'text' | 'json' | 'github',
): Promise<void> {
  const screen = screenOf(process.stdout);
  if (as === 'json') return writeJson(plan, screen.write);
  if (as === 'github') return screen.write(`${JSON.stringify(jobsOf(plan, times))}\n`);
  const present = await presentImages(process.env);
  const isPresent = present && ((image: ImagePlan) => present.has(engineName(image)));
  screen.write(harmless(`${planText(plan, screen, isPresent)}\n`));
}

function engineName({ kind, key, pinned }: ImagePlan): string {
  return kind === 'build' ? `matrix-run/${key}` : familiarReference(pinned?.digest ?? key);
}

function jobsOf(plan: Plan, times: PastTimes | undefined) {
  const [taken] = reservedKeys(plan);
  if (taken !== undefined) {
    throw new MatrixError('usage', `A job of --github has a "${taken}" of its own, and so has the matrix`, {
      hint: 'call the axis by another name',
    });
  }
  return githubMatrix(plan, (count) => cutPlan(plan, count, times));
}

/** Written bit by bit, since the whole of a large plan in one text would be its size in memory thrice. */
function writeJson(plan: Plan, write: (text: string) => void): void {
  let pending = '';
  for (const text of jsonOf(plan)) {
    pending += text;
    if (pending.length < 65_536) continue;
    write(pending);
    pending = '';
  }
  write(`${pending}\n`);
}

/** A line a cell, an image and a skipped cell: indented, a large plan takes twice as long and three times the room. */
function* jsonOf(plan: Plan): Generator<string> {
  let comma = '{';
  for (const [key, value] of Object.entries(plan)) {
    yield `${comma}\n  ${JSON.stringify(key)}: `;
    comma = ',';
    if (!Array.isArray(value) || value.length === 0) yield JSON.stringify(value);
    else {
      for (const [at, item] of value.entries()) yield `${at === 0 ? '[' : ','}\n    ${JSON.stringify(item)}`;
      yield '\n  ]';
    }
  }
  yield '\n}';
}
