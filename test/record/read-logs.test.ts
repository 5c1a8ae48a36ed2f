import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { cellFoldersIn, outputPath } from '../../src/record/paths.ts';
import { type LogLimits, readLogs } from '../../src/record/read-logs.ts';
import { samplePlan } from '../report/samples/plans.ts';
import { sampleRun, summaryOf } from '../report/samples/runs.ts';

const plan = samplePlan({ node: ['13', '15'] });
const summary = summaryOf(
  plan,
  sampleRun(plan, ({ index }) => (index === 1 ? { outcome: { kind: 'failed', exitCode: 1 } } : undefined)),
);
const suiteOf = (node: string) => ({ cell: `node=${node}`, attempt: 1, source: 'test' as const });

/** The logs of a run in which the suites of Node 13, which passed, and 15, which failed, wrote that. */
async function logsOf(texts: Readonly<Record<string, string>>, limits?: LogLimits) {
  const folder = await mkdtemp(join(tmpdir(), 'matrix-logs-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [node, text] of Object.entries(texts)) {
    const path = join(folder, outputPath(plan, suiteOf(node)) ?? '');
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  return readLogs(cellFoldersIn(folder, summary.plan), summary, limits);
}

const ten = Array.from({ length: 10 }, (_, at) => `line ${at}\n`).join('');

test('short logs are whole; what was not written, or nothing, is missing', async () => {
  await expect(logsOf({ 13: 'ok — ✓\n', 15: '' })).resolves.toEqual([
    { source: suiteOf('13'), first: 'ok — ✓\n', last: '', omitted: 0 },
  ]);
});

test('of a long log its beginning and, most of it, its end, in whole lines', async () => {
  const [log] = await logsOf({ 15: ten }, { whole: 1_000, red: 40, green: 10 });
  expect(log).toEqual({
    source: suiteOf('15'),
    first: 'line 0\n',
    last: 'line 6\nline 7\nline 8\nline 9\n',
    omitted: 5,
  });
});

test('a line that is longer than all the room is cut', async () => {
  const [log] = await logsOf({ 15: 'x'.repeat(100) }, { whole: 1_000, red: 40, green: 10 });
  expect(log).toEqual({ source: suiteOf('15'), first: 'x'.repeat(10), last: 'x'.repeat(30), omitted: 0 });
});

test('the red ones have the room first, and stand in plan order', async () => {
  const both = await logsOf({ 13: ten, 15: ten }, { whole: 140, red: 70, green: 70 });
  expect(both.map(({ source }) => source)).toEqual([suiteOf('13'), suiteOf('15')]);
  const one = await logsOf({ 13: ten, 15: ten }, { whole: 75, red: 70, green: 70 });
  expect(one).toEqual([{ source: suiteOf('15'), first: ten, last: '', omitted: 0 }]);
});
