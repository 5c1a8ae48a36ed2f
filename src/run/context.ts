// What the stages of a run share, and what they tell to whom.

import type { CellId } from '../model/cell.ts';
import type { CollectedKind, OutputSource, Phase, RunEvent } from '../model/event.ts';
import type { CellPlan, ImageKey, ServiceName } from '../model/plan.ts';
import type { Cancellation } from './cancellation.ts';
import type { Clock } from './clock.ts';
import type { Engine, Owner, Publish, ReadyImage } from './engine.ts';
import type { EnginePresence } from './engine-presence.ts';

/** Who is told of what happens. Must not throw. */
export type RunSink = {
  event(event: RunEvent): void;
  /** Takes bytes of a suite or a service as they are; a returned promise holds the stream back until it resolves. */
  output(source: OutputSource, bytes: Uint8Array): Promise<void> | undefined;
  /** Takes a file that a suite wrote. Rejects when it cannot be kept. */
  file(
    of: { readonly cell: CellId; readonly what: CollectedKind },
    path: string,
    content: AsyncIterable<Uint8Array>,
  ): Promise<void>;
  /** No more output comes of this cell. */
  closeOutput(cell: CellId): void;
};

/** Which cells are left standing when their last attempt is over. */
export type Keep = 'never' | 'failed' | 'always';

/** An event without its time, which is the run's to know. */
export type EventBody = RunEvent extends infer E ? (E extends unknown ? Omit<E, 'at'> : never) : never;

export type RunContext = {
  readonly engine: Engine;
  readonly presence: EnginePresence;
  readonly owner: Owner;
  /** Name to value; masked in all that is passed to the sink. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly cancellation: Cancellation;
  readonly failFast: boolean;
  readonly keep: Keep;
  readonly emit: (event: EventBody) => void;
  readonly phaseOf: (cell: CellId) => Phase | undefined;
  readonly sink: Omit<RunSink, 'event'>;
};

/** One attempt of one cell. */
export type AttemptInput = {
  readonly cell: CellPlan;
  readonly attempt: number;
  readonly imageOf: (key: ImageKey) => ReadyImage;
  /** It is not tried again, whatever the suite says. */
  readonly isLast: boolean;
  /** Nothing is published where it is absent. */
  readonly publishing?: Publishing;
};

/** What of a service is to be reached from outside of its network. */
export type Publishing = (service: ServiceName) => readonly Publish[];
