// Reads a run's folder back, also one that was killed in the middle of a line.

import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MatrixError } from '../errors.ts';
import type { RunEvent } from '../model/event.ts';
import type { Plan } from '../model/plan.ts';
import type { RunId } from '../model/run-id.ts';
import { emptySummary, type Summary, summarize } from '../model/summary.ts';
import { eventsFile, planFile } from './paths.ts';

export type RunRecord = {
  readonly folder: string;
  readonly run: RunId;
  readonly plan: Plan;
  /** In the order in which they happened. */
  readonly events: readonly RunEvent[];
  /** What the events add up to. */
  readonly summary: Summary;
};

/** Reads the record in `folder`. Rejects with a MatrixError when there is none or when it cannot be understood. */
export async function readRecord(folder: string): Promise<RunRecord> {
  const plan = planOf(await textOf(join(folder, planFile)), folder);
  const events = parseEvents(await textOf(join(folder, eventsFile)), join(folder, eventsFile));
  const summary = events.reduce(summarize, emptySummary(plan, basename(folder)));
  return { folder, run: summary.run, plan, events, summary };
}

/**
 * The events of a log. What stands after the last line end was cut off by whatever ended the run, and is left out
 * unless it is whole. Throws a MatrixError, naming the line, when any other line is not an event.
 */
export function parseEvents(text: string, file: string): readonly RunEvent[] {
  const lines = text.split('\n');
  const torn = lines.pop() ?? '';
  const events = lines.map((line, index) => {
    const event = eventOf(line);
    if (!event) throw new MatrixError('usage', `${file}:${index + 1} is not an event of a run`, { hint: damaged });
    return event;
  });
  const last = eventOf(torn);
  return last ? [...events, last] : events;
}

const damaged = 'the record was changed or damaged after it was written';

function eventOf(line: string): RunEvent | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'type' in value && 'at' in value
      ? (value as RunEvent)
      : undefined;
  } catch {
    return undefined;
  }
}

function planOf(text: string, folder: string): Plan {
  let plan: unknown;
  try {
    plan = JSON.parse(text);
  } catch (cause) {
    throw new MatrixError('usage', `${join(folder, planFile)} is not a plan`, { cause, hint: damaged });
  }
  if (typeof plan === 'object' && plan !== null && 'schemaVersion' in plan && plan.schemaVersion === 1)
    return plan as Plan;
  throw new MatrixError('usage', `the record in ${folder} was written by another version of matrix`);
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new MatrixError('usage', `cannot read ${path}`, { cause, hint: 'give the folder of a run in .matrix/runs' });
  }
}
