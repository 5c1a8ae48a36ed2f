// A shell in the environment of one cell: its images, its network, its services, and somebody where the suite would be.

import type { Phase, RunEvent } from '../model/event.ts';
import type { Outcome } from '../model/outcome.ts';
import type { CellPlan, Plan } from '../model/plan.ts';
import { Aborted, type Cancellation, unlessAborted } from './cancellation.ts';
import type { Clock } from './clock.ts';
import type { EventBody, RunContext } from './context.ts';
import { type Engine, EngineFailure, type LeftOver, type Owner, type ReadyImage, type Terminal } from './engine.ts';
import { problemOf, startImages } from './images.ts';
import { startServices } from './services.ts';

export type ShellInput = {
  /** Of which `cell` is one of the cells. */
  readonly plan: Plan;
  readonly cell: CellPlan;
  readonly engine: Engine;
  readonly owner: Owner;
  readonly secrets: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly cancellation: Cancellation;
  readonly terminal: Terminal;
  /** The network of a cell that was kept: its services stand there as they were left. */
  readonly joins?: string;
  /** Takes what happens until the shell is there. Must not throw. */
  readonly onEvent: (event: RunEvent) => void;
  /** Everything is ready: the shell is about to take the terminal. Returns what gives it back. */
  readonly onReady: () => () => void;
};

/** How it ended: as the shell did, or, where it never came to that, with the outcome of a cell. */
export type ShellResult =
  | { readonly kind: 'ended'; readonly exitCode: number; readonly leftOvers: readonly LeftOver[] }
  | { readonly kind: 'not-started'; readonly outcome: Outcome; readonly leftOvers: readonly LeftOver[] };

/** Opens the shell and waits for its end; all that it stood on is gone when the promise resolves. */
export async function runShell(input: ShellInput): Promise<ShellResult> {
  const { cell, engine, owner, clock, cancellation, joins, onEvent } = input;
  let phase: Phase | undefined;
  const emit = (event: EventBody) => {
    if (event.type === 'cell-phase') phase = event.phase;
    onEvent({ at: clock.now(), ...event } as RunEvent);
  };
  const images = await readyImages(input, emit);
  if (!(images instanceof Map)) return { kind: 'not-started', outcome: images, leftOvers: [] };

  const { test } = cell;
  const sandbox = engine.sandbox({
    cell: cell.id,
    cellIndex: cell.index,
    attempt: 1,
    owner,
    internet: test.internet,
    ...(joins === undefined ? {} : { joins }),
  });
  const run: RunContext = {
    ...input,
    failFast: false,
    keep: 'never',
    emit,
    phaseOf: () => phase,
    sink: { output: () => undefined, file: () => Promise.resolve(), closeOutput: () => undefined },
  };
  const imageOf = (key: string) => images.get(key) ?? missing(key);
  const services = () => {
    emit({ type: 'cell-phase', cell: cell.id, attempt: 1, phase: 'services' });
    return startServices({ cell, attempt: 1, imageOf, isLast: true }, sandbox, run);
  };
  let ended: { readonly exitCode: number } | { readonly outcome: Outcome };
  try {
    emit({ type: 'cell-phase', cell: cell.id, attempt: 1, phase: 'network' });
    await unlessAborted(sandbox.open(), cancellation.signal);
    const notReady = joins === undefined ? await services() : undefined;
    ended = notReady
      ? { outcome: notReady }
      : await atTerminal(input, () => {
          const { id: imageId } = imageOf(cell.image);
          return sandbox.startShell(test, { imageId, secrets: input.secrets, terminal: input.terminal });
        });
  } catch (error) {
    ended = { outcome: outcomeOf(error, cancellation) };
  }
  const leftOvers = await sandbox.close();
  return 'outcome' in ended ? { kind: 'not-started', ...ended, leftOvers } : { kind: 'ended', ...ended, leftOvers };
}

async function atTerminal(
  { cancellation, onReady }: ShellInput,
  start: () => ReturnType<ReturnType<Engine['sandbox']>['startShell']>,
): Promise<{ readonly exitCode: number }> {
  const giveBack = onReady();
  try {
    const shell = await unlessAborted(start(), cancellation.signal);
    const { exitCode } = await unlessAborted(shell.exited, cancellation.signal);
    return { exitCode };
  } finally {
    giveBack();
  }
}

/** The images of the cell, or the outcome that their lack is. */
async function readyImages(
  { plan, cell, engine, clock, cancellation, joins }: ShellInput,
  emit: (event: EventBody) => void,
): Promise<Map<string, ReadyImage> | Outcome> {
  const beside = joins === undefined ? Object.values(cell.services).map(({ image }) => image) : [];
  const keys = new Set([cell.image, ...beside]);
  const wanted = plan.images.filter(({ key }) => keys.has(key));
  const images = startImages(wanted, wanted.length, { engine, clock, signal: cancellation.signal, emit });
  const ready = new Map<string, ReadyImage>();
  for (const [key, promise] of images) {
    const result = await promise;
    if (result.kind === 'ready') ready.set(key, result.image);
    else if (result.kind === 'not-built') return { kind: 'not-built', image: key };
    else if (result.kind === 'engine-error') return { kind: 'engine-error', problem: result.problem };
    else return outcomeOf(new Aborted(), cancellation);
  }
  return ready;
}

function outcomeOf(error: unknown, cancellation: Cancellation): Outcome {
  if (error instanceof Aborted) return { kind: 'cancelled', reason: cancellation.reason ?? 'interrupted' };
  return { kind: 'engine-error', problem: problemOf(error) };
}

function missing(key: string): never {
  throw new EngineFailure(`The plan has no image ${key}`, { transient: false });
}
