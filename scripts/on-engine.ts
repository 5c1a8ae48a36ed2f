import { build } from './build/build.ts';
import { ensureEngine } from './engine/ensure-engine.ts';
import { ensureImages } from './engine/ensure-images.ts';
import { orExit } from './or-exit.ts';

const say = (line: string) => console.error(line);

/** Makes sure of the build, of an engine and of the usual images, and names the engine to whatever this process starts. */
export function onEngine(): Promise<void> {
  return orExit(3, async () => {
    await build(say);
    const engine = await ensureEngine(say);
    await ensureImages([], engine, say);
    process.env.DOCKER_HOST = engine.address;
  });
}
