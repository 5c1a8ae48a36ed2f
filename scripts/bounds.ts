// npm run test:bounds: the peak memory of the tool while suites do their worst, at full size.

import { build } from './build/build.ts';
import { ensureEngine } from './engine/ensure-engine.ts';
import { ensureImages } from './engine/ensure-images.ts';
import { orExit } from './or-exit.ts';

const say = (line: string) => console.error(line);

await orExit(3, async () => {
  await build(say);
  const engine = await ensureEngine(say);
  await ensureImages([], engine, say);
  process.env.DOCKER_HOST = engine.address;
});
await import('../bench/bounds.ts');
