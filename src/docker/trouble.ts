// Turns what dockerode and the socket throw into our own words.

import { EngineFailure } from '../run/engine.ts';

const transientCodes = new Set(['ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'EAI_AGAIN', 'ECONNABORTED']);
/** What stands before an engine, or the engine in a bad moment. */
const transientStatuses = new Set([502, 503, 504]);
const transientWords =
  /TLS handshake timeout|i\/o timeout|connection reset|\bEOF$|unexpected EOF|500 internal server error|\b50[234]\b|service unavailable|temporary failure|deadline exceeded/i;

/** The HTTP status that the engine answered with, if the error is such an answer. */
export function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return undefined;
  return typeof error.statusCode === 'number' ? error.statusCode : undefined;
}

/** What the engine said, without dockerode's decoration. */
export function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'json' in error) {
    const { json } = error;
    if (typeof json === 'object' && json !== null && 'message' in json && typeof json.message === 'string')
      return json.message;
  }
  const text = error instanceof Error ? error.message || errorCode(error) || error.name : String(error);
  // What answers need not be an engine, and may say nothing but a status.
  return text.replace(/^\(HTTP code \d+\) [^-]*- /, '').trim() || text.trim();
}

/** An EngineFailure that says what we were doing and what the engine answered. One that already is one stays. */
export function engineFailure(doing: string, error: unknown): EngineFailure {
  if (error instanceof EngineFailure) return error;
  const message = messageOf(error);
  const transient =
    !isRateLimit(message) &&
    (transientCodes.has(errorCode(error) ?? '') ||
      transientStatuses.has(statusOf(error) ?? 0) ||
      transientWords.test(message));
  return new EngineFailure(`${doing}: ${message}`, { transient, cause: error });
}

/** A registry wants to be left alone: asking again at once makes it worse. */
export function isRateLimit(message: string): boolean {
  return /toomanyrequests|\b429\b|rate limit/i.test(message);
}

/** Does the work; an error of it becomes an EngineFailure that says what we were doing. */
export async function doing<T>(what: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw engineFailure(what, error);
  }
}

/** The engine was asked and never answered: whether it did what it was asked for, nobody knows. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof EngineFailure && error.cause !== undefined && statusOf(error.cause) === undefined;
}

/** The address is right, and nothing listens there any more. */
export function isNobodyThere(error: unknown): boolean {
  return ['ECONNREFUSED', 'ENOENT'].includes(errorCode(error) ?? '');
}

function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
