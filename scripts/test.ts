// npm test: unit tests always, those of the page wherever a browser can be had, those of the engine wherever an engine
// can. What is left out is said loudly, and with CI=true it is a failure.

import { spawnSync } from 'node:child_process';
import { build } from './build/build.ts';
import { type EngineInUse, ensureEngine } from './engine/ensure-engine.ts';
import { ensureImages } from './engine/ensure-images.ts';
import { ensurePrograms, findProgram } from './engine/packages.ts';
import { runTool, runToolBeside } from './run-tool.ts';
import { exampleImages, usualImages } from './standins/recipes.ts';

const say = (line: string) => console.error(line);

async function engineAtHand(): Promise<EngineInUse> {
  const engine = await ensureEngine(say);
  await ensureImages([...usualImages, ...exampleImages], engine, say);
  return engine;
}

function browserAtHand(): string {
  const named = process.env.MATRIX_TEST_BROWSER;
  if (named) return named;
  ensurePrograms(['chromium'], say);
  const path = findProgram('chromium');
  if (path === undefined) throw new Error('Debian installed no chromium: set MATRIX_TEST_BROWSER to a Chromium');
  return path;
}

/** The plug-in, or Debian's docker-compose. */
function composeAtHand(): string {
  if (spawnSync('docker', ['compose', 'version']).status === 0) return 'docker compose';
  ensurePrograms(['docker-compose'], say);
  return 'docker-compose';
}

/** What there is, or why it cannot be had. */
async function orWhyNot<Thing>(what: () => Thing | Promise<Thing>): Promise<{ readonly there: Thing } | string> {
  try {
    return { there: await what() };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

await build(say);
const engine = await orWhyNot(engineAtHand);
const browser = await orWhyNot(browserAtHand);
const withoutEngine = ['unit'];
const onEngine: string[] = [];
const env = { ...process.env };
const notRun: string[] = [];
if (typeof browser === 'string') notRun.push(`TESTS OF THE PAGE WERE NOT RUN: ${browser}`);
else {
  withoutEngine.push('page');
  env.MATRIX_TEST_BROWSER = browser.there;
}
if (typeof engine === 'string') notRun.push(`ENGINE TESTS WERE NOT RUN: ${engine}`);
else {
  onEngine.push('engine', 'chaos');
  env.MATRIX_TEST_ENGINE = engine.there.address;
  const compose = await orWhyNot(composeAtHand);
  if (typeof compose === 'string') notRun.push(`TESTS OF EXPORTED CELLS WERE NOT RUN: ${compose}`);
  env.MATRIX_TEST_COMPOSE = typeof compose === 'string' ? 'none' : compose.there;
}
const code = await runTests(process.argv.slice(2));
for (const line of notRun) say(`\n${line}`);
process.exitCode = code === 0 && notRun.length > 0 && process.env.CI === 'true' ? 1 : code;

/** The engine's tests mostly wait for the engine, so that the others have the time meanwhile. */
async function runTests(named: readonly string[]): Promise<number> {
  const of = (projects: readonly string[]) => projects.flatMap((project) => ['--project', project]);
  if (named.includes('--project')) return runTool('vitest', ['run', ...named], env);
  if (named.length > 0 || onEngine.length === 0)
    return runTool('vitest', ['run', ...named, ...of([...withoutEngine, ...onEngine])], env);
  const [beside, code] = await Promise.all([
    runToolBeside('vitest', ['run', ...of(withoutEngine)], env),
    runTool('vitest', ['run', ...of(onEngine)], env),
  ]);
  if (beside !== 0) say('\nTests that need no engine failed: what they wrote stands above, in one piece.');
  return code || beside;
}
