import { mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { prepareReports, type ReportFiles, writeReports } from '../../src/cli/write-reports.ts';
import { emptySummary } from '../../src/model/summary.ts';
import { samplePlan } from '../report/samples/plans.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'matrix-reports-'));
  onTestFinished(() => rm(folder, { recursive: true }));
});

const none: ReportFiles = { json: undefined, junit: undefined, markdown: undefined, html: undefined };
const summary = emptySummary(samplePlan({ node: ['20'] }), 'r');

describe('before a run', () => {
  test('folders of reports are not made yet: the files of the project are counted already', async () => {
    await prepareReports({ ...none, html: join(folder, 'a/b/report.html'), junit: '-' });
    expect(await readdir(folder)).toEqual([]);
  });

  test('what cannot be written is told by its flag', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(prepareReports({ ...none, json: join(folder, 'file/x.json') })).rejects.toMatchObject({
      code: 'usage',
      message: `cannot write --json ${folder}/file/x.json: a file stands where its folder should be`,
    });
    await expect(prepareReports({ ...none, json: join(folder, 'file/a/x.json') })).rejects.toMatchObject({
      message: `cannot write --json ${folder}/file/a/x.json: a file stands where its folder should be`,
    });
    await expect(prepareReports({ ...none, html: folder })).rejects.toMatchObject({
      message: `cannot write --html ${folder}: it is a folder`,
    });
  });

  test('two reports cannot both be stdout', async () => {
    await expect(prepareReports({ ...none, json: '-', markdown: '-' })).rejects.toMatchObject({
      message: '--json and --markdown cannot both be stdout',
    });
  });
});

test('one that cannot be written does not keep the others from it', async () => {
  await symlink('nowhere', join(folder, 'away'));
  const files = { ...none, junit: join(folder, 'away/r.xml'), markdown: join(folder, 'a/r.md') };
  await expect(writeReports(files, () => undefined, summary, new Map(), {})).rejects.toMatchObject({
    code: 'engine',
    message: `cannot write ${folder}/away/r.xml: it does not exist`,
    hint: 'matrix report writes it again',
  });
  expect((await stat(join(folder, 'a/r.md'))).size).toBeGreaterThan(0);
});
