// npm run engine:start, npm run engine:stop

import { orExit } from '../or-exit.ts';
import { ensureEngine } from './ensure-engine.ts';
import { ensureImages } from './ensure-images.ts';
import { stopEngine } from './stop-engine.ts';

const say = (line: string) => console.error(line);
const [action, ...images] = process.argv.slice(2);

await orExit(3, async () => {
  if (action === 'stop') return stopEngine(say);
  if (action !== 'start') throw new Error(`expected start or stop, not ${action ?? 'nothing'}`);
  await ensureImages(images, await ensureEngine(say), say);
});
