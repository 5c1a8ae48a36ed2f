import { stopDetached } from './detached.ts';

/** Ends what we started on this machine, and nothing else. */
export async function stopEngine(say: (line: string) => void): Promise<void> {
  const engine = await stopDetached('engine');
  const registry = await stopDetached('registry');
  if (engine) say('engine: ended');
  if (registry) say('registry: ended');
  if (!engine && !registry) say('engine: none of ours is running');
}
