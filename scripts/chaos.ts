// npm run test:chaos [-- --runs N --seed N --fault KIND --sweep --jobs N --yaml]: random runs with random faults, a line a run,
// and at the end the seeds of those that broke a promise.

import { parseArgs } from 'node:util';
import { connect } from '../src/docker/connect.ts';
import { findImage } from '../src/docker/find-image.ts';
import { createBystanders } from '../test/chaos/bystanders.ts';
import { caseOf, sweepCase } from '../test/chaos/chaos-case.ts';
import { type ChaosResult, chaosRun, removeAllImages } from '../test/chaos/chaos-run.ts';
import { describe, type FaultKind, faultKinds } from '../test/chaos/fault.ts';
import { build } from './build/build.ts';
import { ensureEngine } from './engine/ensure-engine.ts';
import { ensureImages } from './engine/ensure-images.ts';
import { orExit } from './or-exit.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    /** So many at once, which is quicker, and harder on each. */
    jobs: { type: 'string', default: '1' },
    fault: { type: 'string' },
    /** Not at random: every request to the engine in every way that it can fail. Seeds count them, from 0. */
    sweep: { type: 'boolean', default: false },
    /** Prints the matrix file of each run. */
    yaml: { type: 'boolean', default: false },
  },
});
const first = Number(values.seed);
const count = Number(values.runs);
const jobs = Number(values.jobs);
const kind = faultKinds.find((known): known is FaultKind => known === values.fault);
if (
  !Number.isInteger(first) ||
  !Number.isInteger(count) ||
  !Number.isInteger(jobs) ||
  (values.fault !== undefined && kind === undefined)
) {
  console.error(`usage: npm run test:chaos [-- --runs N --seed N --fault ${faultKinds.join('|')}]`);
  process.exit(2);
}

const say = (line: string) => console.error(line);
const image = 'busybox:1.36';
const connection = await orExit(3, async () => {
  await build(say);
  const engine = await ensureEngine(say);
  const asked = await connect({ ...process.env, DOCKER_HOST: engine.address });
  if (!(await findImage(asked.docker, image))) await ensureImages([image], engine, say);
  return asked;
});
process.env.MATRIX_TEST_ENGINE = connection.address;

let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    interrupted = true;
  });
}

function lineOf({ run, met, end }: ChaosResult): string {
  const { seed, matrix, fault, twin } = run;
  const outcomes = end.events.flatMap((event) => (event.type === 'cell-finished' ? [event.outcome.kind] : []));
  return [
    String(seed).padStart(5),
    `${end.seconds.toFixed(1)} s`.padStart(7),
    String(end.code ?? end.signal).padStart(7),
    `${matrix.shape}${twin ? ' twice' : ''}`,
    describe(fault),
    met ?? 'not met',
    outcomes.join(' ') || 'no outcome',
  ].join(' | ');
}

const bystanders = await createBystanders(connection.docker, connection.address);
const broken: number[] = [];
let done = 0;
let met = 0;
const started = performance.now();
let next = first;
async function worker(): Promise<void> {
  while (next < first + count && !interrupted) {
    const seed = next++;
    const result = await chaosRun(values.sweep ? sweepCase(seed) : caseOf(seed, '', kind), connection, kind);
    const troubles = [...result.violations, ...(await bystanders.harm())];
    console.log(lineOf(result));
    if (values.yaml) console.log(result.yaml);
    for (const trouble of troubles) console.log(`      ✗ ${trouble}`);
    if (troubles.length > 0) broken.push(seed);
    if (result.met !== undefined) met++;
    done++;
  }
}
await Promise.all(Array.from({ length: jobs }, worker));
await removeAllImages(connection);
const troubles = await bystanders.end();
for (const trouble of troubles) console.log(`      ✗ ${trouble}`);
const seconds = ((performance.now() - started) / 1000).toFixed(0);
console.log(
  `\n${done} runs in ${seconds} s, seeds ${first} to ${first + done - 1}; the fault was met in ${met}; ${broken.length} broke a promise`,
);
const again = `${kind === undefined ? '' : ` --fault ${kind}`}${values.sweep ? ' --sweep' : ''}`;
for (const seed of broken) console.log(`again: npm run test:chaos -- --runs 1 --seed ${seed}${again}`);
process.exitCode = broken.length > 0 || troubles.length > 0 ? 1 : 0;
