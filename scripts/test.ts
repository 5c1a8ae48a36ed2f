// npm test: unit tests always, engine tests wherever an engine can be had. What is left out is said loudly, and with
// CI=true it is a failure.

import { build } from './build/build.ts';
import { type EngineInUse, ensureEngine } from './engine/ensure-engine.ts';
import { ensureImages } from './engine/ensure-images.ts';
import { runTool } from './run-tool.ts';
import { exampleImages, usualImages } from './standins/recipes.ts';

const say = (line: string) => console.error(line);

async function engineOrWhyNot(): Promise<EngineInUse | string> {
  try {
    const engine = await ensureEngine(say);
    await ensureImages([...usualImages, ...exampleImages], engine, say);
    return engine;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

await build(say);
const engine = await engineOrWhyNot();
const args = ['run', ...process.argv.slice(2)];
if (typeof engine !== 'string') {
  process.exitCode = await runTool('vitest', args, { ...process.env, MATRIX_TEST_ENGINE: engine.address });
} else {
  const code = await runTool('vitest', [...args, '--project', 'unit']);
  say('');
  say(`ENGINE TESTS WERE NOT RUN: ${engine}`);
  process.exitCode = process.env.CI === 'true' ? 1 : code;
}
