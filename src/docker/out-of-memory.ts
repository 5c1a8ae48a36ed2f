import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';

/** How long the engine may take to hear from the kernel, in milliseconds. */
const patience = 500;

/**
 * Whether the kernel killed a process of an ended container at its memory limit. The engine hears of that apart from
 * the exit, and on a busy machine after it: its state then says no, and the event is still to come. It is waited for
 * where it can come at all: a container with a limit, that failed.
 */
export async function wasOutOfMemory(
  docker: Docker,
  { Id, State, HostConfig }: Docker.ContainerInspectInfo,
): Promise<boolean> {
  if (State.ExitCode === 0) return false;
  if (State.OOMKilled || !HostConfig.Memory) return State.OOMKilled;
  const deadline = AbortSignal.timeout(patience);
  try {
    const events = (await docker.getEvents({
      since: Math.floor(Date.parse(State.StartedAt) / 1000),
      filters: { container: [Id], event: ['oom'] },
      abortSignal: deadline,
    })) as Readable;
    events.on('error', () => undefined);
    try {
      await once(events, 'data', { signal: deadline });
      return true;
    } finally {
      events.destroy();
    }
  } catch (error) {
    if (deadline.aborted) return false;
    throw error;
  }
}
