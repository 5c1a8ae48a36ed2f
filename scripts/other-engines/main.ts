// npm run test:engines [-- debian-13|podman [TEST…]]: the engine's tests on other engines, each in a container of its own
// on this machine's engine. It says at the end what each of them came to.

import { build } from '../build/build.ts';
import { ensureEngine } from '../engine/ensure-engine.ts';
import { ensureImages } from '../engine/ensure-images.ts';
import { ensurePrograms } from '../engine/packages.ts';
import { orExit } from '../or-exit.ts';
import { exampleImages, usualImages } from '../standins/recipes.ts';
import { rootFileSystem, run } from '../standins/root-file-system.ts';
import { inContainer } from './in-container.ts';
import { otherEngines } from './other-engines.ts';

const say = (line: string) => console.error(line);
const [named, ...tests] = process.argv.slice(2);
const chosen = otherEngines.filter(({ name }) => named === undefined || name === named);
if (chosen.length === 0) {
  say(`there is no ${named}: expected ${otherEngines.map(({ name }) => name).join(' or ')}`);
  process.exit(2);
}

await orExit(3, async () => {
  await build(say);
  await ensureImages([...usualImages, ...exampleImages], await ensureEngine(say), say);
  ensurePrograms(['mmdebstrap'], say);
});

const results: string[] = [];
for (const engine of chosen) {
  const code = await orExit(3, async () => {
    say(`${engine.name}: making its image from Debian's packages, unless it is there`);
    const image = `matrix-run-test/${engine.name}`;
    await run('docker', ['import', await rootFileSystem('trixie', engine.packages), image]);
    const [files = [], titles = []] = [true, false].map((isFile) =>
      Object.keys(engine.leavesOut).filter((one) => one.endsWith('.test.ts') === isFile),
    );
    const leftOut = [
      ...files.flatMap((file) => ['--exclude', file]),
      ...(titles.length > 0 ? ['--testNamePattern', `^(?!.*(${titles.join('|')}))`] : []),
    ];
    const projects = ['--project', 'engine', '--project', 'chaos'];
    return inContainer(engine, image, ['vitest', 'run', ...projects, ...leftOut, ...tests]);
  });
  results.push(`${engine.name}: ${code === 0 ? 'all of it passes' : `the tests ended with ${code}`}`);
  for (const [what, why] of Object.entries(engine.leavesOut)) results.push(`  NOT RUN: ${what}, since ${why}`);
  if (code !== 0) process.exitCode = 1;
}
for (const line of results) say(line);
