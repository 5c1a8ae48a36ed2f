// npm run demo: the main job on the sample project, from nothing.

import { join } from 'node:path';
import { build, root } from './build/build.ts';
import { ensureEngine } from './engine/ensure-engine.ts';
import { ensureImages } from './engine/ensure-images.ts';
import { orExit } from './or-exit.ts';

const say = (line: string) => console.error(line);

await orExit(3, async () => {
  await build(say);
  const engine = await ensureEngine(say);
  await ensureImages(
    ['node:13-slim', 'node:15-slim', 'node:20-slim', 'postgres:13', 'postgres:15', 'postgres:17'],
    engine,
    say,
  );
  process.env.DOCKER_HOST = engine.address;
});

process.chdir(root);
process.argv = [process.argv[0] ?? 'node', 'matrix', 'run', 'matrices/node-postgres.yml', ...process.argv.slice(2)];
await import(join(root, 'dist', 'cli.js'));
