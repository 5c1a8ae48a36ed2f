// npm run bench: nine warm cells by `matrix run` and by the plain script, in turn, at the same parallelism.
// What counts is the ratio of each pair: the machine's own speed drifts.

import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plan } from '../src/model/plan.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const rounds = Number(process.argv[2] ?? 5);
const jobs = process.argv[3] ?? '4';
/** What the product promises of itself. */
const mostRatio = 1.1;

function run(
  args: readonly string[],
): Promise<{ readonly seconds: number; readonly code: number; readonly output: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ seconds: number; code: number; output: string }>();
  const started = performance.now();
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes: Buffer) => {
      output += bytes.toString();
    });
  }
  child.on('error', reject);
  child.on('close', (code) => resolve({ seconds: (performance.now() - started) / 1000, code: code ?? 1, output }));
  return promise;
}

async function measured(what: string, args: readonly string[]): Promise<number> {
  const { seconds, code, output } = await run(args);
  if (code !== 0) throw new Error(`${what} ended with exit code ${code}:\n${output}`);
  return seconds;
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

const matrix = [
  join(root, 'dist', 'cli.js'),
  'run',
  'matrices/node-postgres.yml',
  '--reporter',
  'plain',
  '--jobs',
  jobs,
];

console.log('warming up: the images are built and pulled');
await measured('matrix run', matrix);
const runs = join(root, '.matrix', 'runs');
const newest = (await readdir(runs)).toSorted().at(-1) ?? '';
const plan = JSON.parse(await readFile(join(runs, newest, 'plan.json'), 'utf8')) as Plan;
const images = plan.images.filter(({ kind }) => kind === 'build').map(({ key }) => `matrix-run/${key}`);
const plain = [join(root, 'bench', 'plain-script.ts'), jobs, ...images];

const pairs: { matrix: number; plain: number }[] = [];
for (let round = 1; round <= rounds; round++) {
  const pair = { matrix: await measured('matrix run', matrix), plain: await measured('the plain script', plain) };
  pairs.push(pair);
  const ratio = (pair.matrix / pair.plain).toFixed(2);
  console.log(
    `round ${round}: matrix ${pair.matrix.toFixed(2)} s, plain script ${pair.plain.toFixed(2)} s, ratio ${ratio}`,
  );
}
const ratio = median(pairs.map((pair) => pair.matrix / pair.plain));
console.log(
  `nine cells, ${jobs} at once, median of ${rounds}: matrix ${median(pairs.map((pair) => pair.matrix)).toFixed(2)} s, ` +
    `plain script ${median(pairs.map((pair) => pair.plain)).toFixed(2)} s, ratio ${ratio.toFixed(2)} (at most ${mostRatio})`,
);
process.exitCode = ratio <= mostRatio ? 0 : 1;
