// What was made for one attempt, from before the engine is asked for it until it is gone again.

import type Docker from 'dockerode';
import { EngineFailure, type LeftOver } from '../run/engine.ts';
import { type MadeContainer, removeContainer } from './container.ts';
import { removeVolume } from './leftovers.ts';
import { removeNetwork } from './network.ts';
import { persistently } from './persistently.ts';
import { isUnanswered } from './trouble.ts';

export type SandboxContents = {
  /** Does the work, which is waited for before anything is removed. Rejects once that has begun. */
  tracked<T>(work: () => Promise<T>): Promise<T>;
  /** Makes a container; its exit belongs among those that are handed to the making. */
  container(name: string, making: (exits: Promise<unknown>[]) => Promise<MadeContainer>): Promise<MadeContainer>;
  /** Makes the network, and resolves with its id. */
  network(name: string, making: () => Promise<string>): Promise<string>;
  /** Makes a volume without content, which is there for its labels. That it cannot be had is no trouble. */
  mark(volume: { readonly Name: string; readonly Labels: Record<string, string> }): Promise<void>;
  /** Stops listening; all of it goes on without us once `before` has happened. */
  letStand(before: () => Promise<unknown>): Promise<void>;
  /** Removes all of it, the last first, within a deadline of its own. Never rejects; tells what is left. */
  remove(): Promise<readonly LeftOver[]>;
};

/** Clean-up has its own time, whatever ended the run. */
const removalDeadlineMs = 30_000;

/** Nothing yet. Names are noted before the engine is asked: where its answer is lost, the thing may be there all the same. */
export function createSandboxContents(docker: Docker): SandboxContents {
  const containers: string[] = [];
  const made: MadeContainer[] = [];
  const marks: string[] = [];
  const exits: Promise<unknown>[] = [];
  const unanswered = new Set<string>();
  const underWay = new Set<Promise<unknown>>();
  let network: { readonly name: string; id?: string } | undefined;
  let ending = false;

  const unlessUnanswered = async <T>(name: string, making: Promise<T>): Promise<T> => {
    try {
      return await making;
    } catch (error) {
      if (isUnanswered(error)) unanswered.add(name);
      throw error;
    }
  };
  const letGo = () => {
    for (const container of made) container.letGo();
  };

  return {
    async tracked(work) {
      if (ending) throw new EngineFailure('The sandbox is being closed', { transient: false });
      const working = work();
      underWay.add(working);
      return working.finally(() => underWay.delete(working));
    },

    async container(name, making) {
      containers.push(name);
      const container = await unlessUnanswered(name, making(exits));
      made.push(container);
      return container;
    },

    async network(name, making) {
      network = { name };
      network.id = await unlessUnanswered(name, making());
      return network.id;
    },

    async mark(volume) {
      marks.push(volume.Name);
      await unlessUnanswered(volume.Name, docker.createVolume(volume)).catch(() => undefined);
    },

    async letStand(before) {
      ending = true;
      await Promise.allSettled(underWay);
      await before();
      letGo();
      await Promise.allSettled(exits);
    },

    async remove() {
      ending = true;
      const left: LeftOver[] = [];
      const release = async (resource: string, work: () => Promise<unknown>) => {
        try {
          await beforeDeadline(work());
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error);
          left.push({ resource, problem: { message, detail: [] } });
          return false;
        }
        return true;
      };
      const removal = (thing: string, remove: () => Promise<void>) =>
        persistently(remove, { mayAppear: unanswered.has(thing) });
      await release('what was being made', () => Promise.allSettled(underWay));
      const removed = await Promise.all(
        containers
          .toReversed()
          .map((name) => release(`container ${name}`, () => removal(name, () => removeContainer(docker, name)))),
      );
      // Whoever still listens to one that stays would keep the process from its end.
      if (removed.includes(false)) letGo();
      // The streams end with their containers; until then bytes may still be on their way to the record.
      if (!(await release('output of containers', () => Promise.allSettled(exits)))) letGo();
      for (const mark of marks) await release(`volume ${mark}`, () => removal(mark, () => removeVolume(docker, mark)));
      if (network) {
        const { name, id = name } = network;
        await release(`network ${name}`, () => removal(name, () => removeNetwork(docker, id)));
      }
      return left;
    },
  };
}

async function beforeDeadline<T>(work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const seconds = removalDeadlineMs / 1000;
  const timer = setTimeout(
    () => late.reject(new Error(`not done by the engine within ${seconds} s`)),
    removalDeadlineMs,
  );
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
