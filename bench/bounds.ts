// What the tool takes of memory while suites do their worst, at full size: npm run test:bounds [-- name…]
// The engine tests do the same in small. Ends with 1 where a peak is above the promise, or a run ends otherwise than it
// should. The peak is the kernel's own (VmHWM), read while the tool runs.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const promised = 300 * 1024;

type Case = {
  readonly matrix: string;
  readonly suite: string;
  readonly args: readonly string[];
  readonly code: number;
  /** What the suite leaves to be collected, beside the reports. */
  readonly artifacts?: string;
};

const range = (count: number) => `[${Array.from({ length: count }, (_, at) => at).join(', ')}]`;
const failing = `
  for f in 1 2 3 4 5 6 7 8; do
    awk -v f=$f 'BEGIN { print "<testsuite>"; for (i = 0; i < 400000; i++)
      printf "<testcase classname=\\"c%d\\" name=\\"t%d\\"><failure message=\\"m%d\\">x at %d</failure></testcase>\\n", f, i, i, i
      print "</testsuite>" }' >reports/$f.xml
  done
  exit 1`;

const report = (bytes: number) => `
  mkdir -p reports
  { echo '<testsuite>'
    yes '<testcase classname="a class" name="a test of it"><system-out>and its output</system-out></testcase>' | head -c ${bytes}
  } >reports/long.xml`;

const cases: Readonly<Record<string, Case>> = {
  'a log of 1 GB': {
    matrix: 'axes: { n: [1] }',
    suite: 'yes "a line of a log" | head -c 1000000000',
    args: [],
    code: 0,
  },
  'ten lines of 100 MB': {
    matrix: 'axes: { n: [1] }',
    suite: 'for i in 1 2 3 4 5 6 7 8 9 10; do head -c 100000000 /dev/zero | tr "\\0" x; echo; done; exit 1',
    args: ['--reporter', 'github'],
    code: 1,
  },
  'a log of 1 GB, with secrets': {
    matrix: 'axes: { n: [1] }',
    suite: 'yes "a line of a log with $TOKEN in it" | head -c 1000000000',
    args: [],
    code: 0,
  },
  '3,200,000 failing tests': { matrix: 'axes: { n: [1] }', suite: `mkdir -p reports${failing}`, args: [], code: 1 },
  'a report of 500 MB': { matrix: 'axes: { n: [1] }', suite: report(500_000_000), args: [], code: 0 },
  'a report of 1 GB': { matrix: 'axes: { n: [1] }', suite: report(1_000_000_000), args: [], code: 0 },
  'a million artifacts': {
    matrix: 'axes: { n: [1] }',
    suite: 'mkdir many && cd many && seq 1000000 | xargs touch',
    args: [],
    code: 0,
    artifacts: 'many/**',
  },
  'a million files beside an artifact': {
    matrix: 'axes: { n: [1] }',
    suite: 'mkdir many && cd many && seq 1000000 | xargs touch',
    args: [],
    code: 0,
    artifacts: 'many/*.txt',
  },
  '1,000 cells': { matrix: `axes: { n: ${range(1_000)} }`, suite: 'echo fine', args: ['--jobs', '8'], code: 0 },
  '1,000 red cells': {
    matrix: `axes: { n: ${range(1_000)} }`,
    suite: 'yes "a line of a log" | head -c 300000; exit 1',
    args: ['--jobs', '8'],
    code: 1,
  },
  '100 cells at once': {
    matrix: `axes: { n: ${range(100)} }`,
    suite: 'sleep 60; echo fine',
    args: ['--jobs', '100'],
    code: 0,
  },
};

async function measure(
  name: string,
  { matrix, suite, args, code, artifacts = 'artifacts/**' }: Case,
): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'matrix-bounds-'));
  const collected = `results: ["reports/*.xml"], artifacts: ["${artifacts}"]`;
  const test = `{ command: sh suite.sh, timeout: 20m, ${collected}, secrets: [TOKEN] }`;
  writeFileSync(
    join(folder, 'matrix.yml'),
    `name: bounds\n${matrix}\nimage: { from: "busybox:1.36" }\ntest: ${test}\n`,
  );
  writeFileSync(join(folder, 'suite.sh'), suite);
  const reports = ['--json', 'r.json', '--junit', 'r.xml', '--html', 'r.html', '--markdown', 'r.md'];
  const began = performance.now();
  const child = spawn(process.execPath, [cli, 'run', '--reporter', 'plain', ...args, ...reports], {
    cwd: folder,
    env: { ...process.env, TOKEN: 'x7Kd92mQ-bounds', CI: '', GITHUB_ACTIONS: '' },
    stdio: 'ignore',
  });
  let peak = 0;
  const watching = setInterval(() => {
    peak = Math.max(peak, peakOf(child.pid ?? 0));
  }, 50);
  const [ended] = (await once(child, 'exit')) as [number | null];
  clearInterval(watching);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const isKept = ended === code && peak < promised;
  const told = ended === code ? '' : `, exit code ${ended} instead of ${code}: ${folder}`;
  console.log(`${isKept ? 'kept  ' : 'BROKEN'} ${name}: ${Math.round(peak / 1024)} MiB at most, ${seconds} s${told}`);
  if (ended === code) rmSync(folder, { recursive: true });
  return isKept;
}

/** In KiB; 0 where the process is gone. */
function peakOf(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

const asked = process.argv.slice(2);
let isKept = true;
for (const [name, one] of Object.entries(cases))
  if (asked.length === 0 || asked.some((word) => name.includes(word))) isKept = (await measure(name, one)) && isKept;
process.exitCode = isKept ? 0 : 1;
