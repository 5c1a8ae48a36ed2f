import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { writeSummary } from '../../src/action/tell-github.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { samplePlan } from '../report/samples/plans.ts';
import { sampleRun, summaryOf } from '../report/samples/runs.ts';

const mebibyte = 1024 * 1024;
const ended = (cells: number) => {
  const plan = samplePlan({ node: Array.from({ length: cells }, (_, at) => `${at}`) });
  const tail = (at: number) => Array.from({ length: 14 }, (_, line) => `${at} ${String(line).repeat(80)}`);
  const events = sampleRun(plan, ({ index }) => ({ outcome: { kind: 'failed', exitCode: index }, tail: tail(index) }));
  return { summary: summaryOf(plan, events), tests: new Map(), folder: '/run', reports: {} };
};

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'matrix-summary-'));
  file = join(folder, 'summary');
  vi.stubEnv('GITHUB_STEP_SUMMARY', file);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

test('below what is there', async () => {
  await writeFile(file, 'there\n');
  const run = ended(2);
  await writeSummary(run);
  expect(await readFile(file, 'utf8')).toBe(`there\n\n${markdownReport(run.summary)}`);
});

test.each([0, 100_000, mebibyte - 5_000])('of a thousand failures as much as fits beside %d bytes', async (before) => {
  await writeFile(file, 'x'.repeat(before));
  await writeSummary(ended(1_000));
  const text = await readFile(file, 'utf8');
  expect(text.slice(before)).toMatch(/^\n?### todo-api: 1000 failed in /);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(mebibyte);
  expect(text).toMatch(/and \d+ more: the record of the run has all\n$/);
});

test('no room', async () => {
  await writeFile(file, 'x'.repeat(mebibyte - 100));
  const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await writeSummary(ended(2));
  expect(printed.mock.calls.map(([text]) => text)).toEqual([
    '::warning::The summary of this step has no room left for the run: its log and its record have all\n',
  ]);
  printed.mockRestore();
  expect((await readFile(file, 'utf8')).length).toBe(mebibyte - 100);
});

test('no summary is asked for', async () => {
  vi.stubEnv('GITHUB_STEP_SUMMARY', '');
  await writeSummary(ended(2));
});
