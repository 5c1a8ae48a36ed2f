// The environment of one cell for as long as somebody wants it: its services, and, if asked, what else runs in it.

import type { ServiceName } from '../model/plan.ts';
import { Aborted, unlessAborted } from './cancellation.ts';
import type { OutputSink, Publish, Published } from './engine.ts';
import { type Environment, type EnvironmentInput, type EnvironmentResult, inEnvironment } from './environment.ts';
import { createMask } from './mask.ts';

export type UpInput = EnvironmentInput & {
  /** What runs where the suite would be. Without one the image does what it does by itself, if a port of it is wanted. */
  readonly command?: readonly string[];
  /** Takes what that prints, secrets masked. */
  readonly onOutput: OutputSink;
  /** Asked when the images are there. What it throws ends it before anything is made. */
  readonly publishing: (imageOf: Environment['imageOf']) => Publishings;
  /** Everything stands; where the app's ports are reached. */
  readonly onUp: (published: readonly Published[]) => void;
};

export type Publishings = {
  readonly services: (service: ServiceName) => readonly Publish[];
  readonly app: readonly Publish[];
};

/** Boots it and waits until it is cancelled, or until the app ends, whose exit code is the value. */
export async function runUp(input: UpInput): Promise<EnvironmentResult<number>> {
  const { cell, secrets, cancellation, command } = input;
  const mask = createMask(secrets);
  const onOutput: OutputSink = (bytes) => {
    const safe = bytes.length === 0 ? mask.end() : mask.push(bytes);
    return safe.length === 0 ? undefined : input.onOutput(safe);
  };
  let publishings: Publishings = { services: () => [], app: [] };
  return inEnvironment(
    input,
    async ({ sandbox, imageOf }) => {
      const start = () => {
        const { app: publish } = publishings;
        if (!command && publish.length === 0) return undefined;
        const { id: imageId } = imageOf(cell.image);
        return sandbox.startApp(cell.test, { imageId, secrets, onOutput, publish, ...(command && { command }) });
      };
      const running = start();
      const started = running && (await unlessAborted(running, cancellation.signal));
      input.onUp(started?.published ?? []);
      if (!started) return untilCancelled(cancellation.signal);
      const stopFollowing = started.updateSource && input.follow?.(started.updateSource);
      try {
        const { exitCode } = await unlessAborted(started.exited, cancellation.signal);
        return exitCode;
      } finally {
        stopFollowing?.();
      }
    },
    (imageOf) => {
      publishings = input.publishing(imageOf);
      return publishings.services;
    },
  );
}

function untilCancelled(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const give = () => reject(new Aborted());
  if (signal.aborted) give();
  signal.addEventListener('abort', give, { once: true });
  return promise;
}
