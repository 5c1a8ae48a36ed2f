// What others say of a failure (an engine, a registry, the steps of a build) may quote what it was given.

import type { EventBody } from './context.ts';
import { maskedText, type Secrets } from './mask.ts';

/** The event, the secrets masked in what it quotes. Ids and names are the plan's, in which no secret stands. */
export function maskedEvent(event: EventBody, secrets: Secrets): EventBody {
  switch (event.type) {
    case 'image-progress':
      return { ...event, progress: masked(event.progress, secrets) };
    case 'image-failed':
    case 'not-collected':
    case 'left-over':
      return { ...event, problem: masked(event.problem, secrets) };
    case 'cell-finished':
    case 'attempt-failed':
      return { ...event, outcome: masked(event.outcome, secrets) };
    default:
      return event;
  }
}

/** The same with all of its texts masked. */
function masked<T>(value: T, secrets: Secrets): T {
  if (typeof value === 'string') return maskedText(value, secrets) as T;
  if (Array.isArray(value)) return value.map((one: unknown) => masked(one, secrets)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, masked(one, secrets)])) as T;
}
