// An engine that keeps waiting whoever asks, for as long as a test wants.

import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '../../src/docker/connect.ts';

export type Gate = {
  readonly address: string;
  /** What is asked from now on does not come to the engine. */
  hold(): void;
  /** Whoever asks again is heard. */
  letGo(): void;
  close(): Promise<void>;
};

/** Stands in front of the engine's socket, open. */
export async function startGate({ address }: Connection): Promise<Gate> {
  const folder = await mkdtemp(join(tmpdir(), 'matrix-gate-'));
  const path = join(folder, 'docker.sock');
  /** Who asks, and the engine's end. */
  const pairs = new Map<Socket, Socket>();
  let isHeld = false;
  const server = createServer({ allowHalfOpen: true }, (asking) => {
    const engine = connect({ path: address.replace('unix://', ''), allowHalfOpen: true });
    pairs.set(asking, engine);
    engine.pipe(asking);
    if (!isHeld) asking.pipe(engine);
    engine.on('error', () => asking.destroy());
    asking.on('error', () => engine.destroy());
    asking.on('close', () => {
      engine.destroy();
      pairs.delete(asking);
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    address: `unix://${path}`,
    hold() {
      isHeld = true;
      for (const [asking, engine] of pairs) asking.unpipe(engine);
    },
    letGo() {
      isHeld = false;
      for (const asking of pairs.keys()) asking.destroy();
    },
    async close() {
      for (const asking of pairs.keys()) asking.destroy();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}
