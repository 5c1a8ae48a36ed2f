// node bench/large-plans.ts: plans of a hundred to a hundred thousand cells by the built command, as text, as data and
// for GitHub. What a cell costs, beyond what any plan costs, may not grow with their number.

import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const rounds = 5;
/** What the product promises of a hundred thousand cells. */
const most = { seconds: 2, megabytes: 500 };

/** Has a process tell the most memory that it held, in KiB, when it ends. */
const tellMemory = `data:text/javascript,process.on('exit',()=>process.stderr.write(String(process.resourceUsage().maxRSS)))`;

type Measure = { readonly seconds: number; readonly megabytes: number };

/** Five axes: ten Nodes, ten databases, and others until there are as many cells; some are excluded, some included. */
function matrixOf(cells: number): string {
  const ten = '[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]';
  const others = { 1000: ['a'], 10000: ['a', 'b'], 100000: ['a', 'b', 'c'] }[cells] ?? [];
  return `axes:
  node: [12, 14, 16, 18, 20, 22, 23, 24, 25, 26]
  postgres: [9, 10, 11, 12, 13, 14, 15, 16, 17, 18]
${others.map((name) => `  ${name}: ${ten}\n`).join('')}exclude: [{ node: 12, postgres: 18 }]
include: [{ node: 26, postgres: 18, coverage: "true" }, { node: 27, postgres: 18 }]
image: { from: "node:\${{ matrix.node }}-slim" }
services:
  db: { image: "postgres:\${{ matrix.postgres }}", env: { POSTGRES_PASSWORD: secret } }
test: { command: npm test, env: { ID: "\${{ cell.id }}", A: "\${{ matrix.a || '0' }}" } }
`;
}

/** One plan by a process of its own: how long it took, and the most memory that it ever held. */
async function measure(file: string, flags: readonly string[]): Promise<Measure> {
  const started = performance.now();
  const args = ['--import', tellMemory, cli, 'plan', file, ...flags];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => {
    said += bytes.toString();
  });
  child.on('error', reject);
  child.on('close', (code) => resolve(code ?? 1));
  if ((await promise) !== 0) throw new Error(`matrix plan failed: ${said}`);
  return { seconds: (performance.now() - started) / 1000, megabytes: Number(said) / 1024 };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

const folder = await mkdtemp(join(tmpdir(), 'matrix-large-'));
let isWithin = true;
try {
  console.log(`${'cells'.padStart(8)}  ${'as'.padEnd(8)}  seconds (of ${rounds}: median)  MB (most)  µs a cell`);
  let start = 0;
  for (const cells of [100, 1_000, 10_000, 100_000]) {
    const file = join(folder, `${cells}.yml`);
    await writeFile(file, matrixOf(cells));
    for (const flags of [[], ['--json'], ['--github']]) {
      const all: Measure[] = [];
      for (let round = 0; round < rounds; round++) all.push(await measure(file, flags));
      const seconds = median(all.map((one) => one.seconds));
      const megabytes = Math.max(...all.map((one) => one.megabytes));
      isWithin &&= seconds < most.seconds && megabytes < most.megabytes;
      if (cells === 100 && flags.length === 0) start = seconds;
      const perCell = (((seconds - start) * 1e6) / cells).toFixed(0);
      console.log(
        `${String(cells).padStart(8)}  ${(flags[0] ?? 'text').padEnd(8)}  ${seconds.toFixed(2).padStart(24)}` +
          `  ${megabytes.toFixed(0).padStart(9)}  ${perCell.padStart(9)}`,
      );
    }
  }
} finally {
  await rm(folder, { recursive: true });
}
console.log(`at most ${most.seconds} s and ${most.megabytes} MB: ${isWithin ? 'kept' : 'NOT KEPT'}`);
process.exitCode = isWithin ? 0 : 1;
