// A matrix run whole and as shards: what is merged reads as what one run tells.

import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Connection } from '../../src/docker/connect.ts';
import type { RunJson } from '../../src/record/run-json.ts';
import { matrix, matrixRun, root } from './command.ts';
import { leavesNothing, testEngine } from './engine.ts';

let connection: Connection;
beforeAll(async () => {
  connection = await testEngine();
});

const file = 'fixtures/regressions/matrix.yml';
/** Nine cells, of which five are red, for two reasons. */
const selection = [file, '--jobs', '2'];

type Reports = Readonly<Record<'text' | 'junit' | 'markdown' | 'json', string>>;

/** What `matrix report` says of these runs, in every form, and beside it. */
async function reported(
  runs: readonly string[],
  cwd: string,
): Promise<{ readonly told: Reports; readonly notes: string }> {
  const flags = ['--junit', 'junit.xml', '--markdown', 'report.md', '--json', 'report.json'];
  const { code, stdout, stderr } = await matrix(['report', ...runs, ...flags], { cwd, env: { COLUMNS: '120' } });
  expect(code, stderr).toBe(0);
  const [junit = '', markdown = '', json = ''] = await Promise.all(
    ['junit.xml', 'report.md', 'report.json'].map((name) => readFile(join(cwd, name), 'utf8')),
  );
  return { told: { text: stdout, junit, markdown, json }, notes: stderr };
}

/** Without times, ids and the folders of runs. */
function timeless({ text, junit, markdown, json }: Reports): Reports {
  const spans = (said: string) =>
    said
      .replace(/ +\d+(\.\d+)?(ms|s|m\d\ds)\b/g, ' <time>')
      .replace(/ +│/g, ' │')
      .replace(/─{3,}/g, '───')
      .replace(/\(\d+(\.\d+)?m?s\)/g, '(<time>)')
      .replace(/\S+(?=\/cells\/)/g, '<run>');
  const { mergedFrom: _, ...run } = JSON.parse(json, (key, value: unknown) =>
    ['run', 'startedAt', 'finishedAt', 'start', 'end', 'durationMs'].includes(key) ? '<time>' : value,
  ) as RunJson;
  return {
    text: spans(text),
    junit: spans(junit).replace(/ (time|timestamp)="[^"]*"/g, ''),
    markdown: spans(markdown),
    json: spans(JSON.stringify(run, null, 2)),
  };
}

test('two shards merge into the report of one run', { timeout: 600_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'matrix-shards-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const runs = join(root, '.matrix', 'runs');

  await leavesNothing(connection, async () => {
    // Makes the images, which all others then find.
    const each = ['node=13,postgres=13', 'node=15,postgres=15', 'node=20,postgres=17'];
    await matrixRun([file, ...each.flatMap((cells) => ['--only', cells])]);
    const whole = await matrixRun(selection);
    expect(whole.code).toBe(1);
    await cp(join(runs, whole.results.run), join(folder, 'whole'), { recursive: true });
    for (const shard of ['1', '2']) {
      const { code, results, stderr } = await matrixRun([...selection, '--shard', `${shard}/2`]);
      expect(code).toBe(1);
      expect(stderr).toMatch(new RegExp(`^shard ${shard}/2: [45] of 9 cells, cut [0-9a-f]{8}\n`));
      // As actions/download-artifact lays them out.
      await mkdir(join(folder, 'reports', `shard-${shard}`), { recursive: true });
      await cp(join(runs, results.run), join(folder, 'reports', `shard-${shard}`, results.run), { recursive: true });
    }
  });

  const whole = await reported(['whole'], folder);
  const merged = await reported(['reports'], folder);
  expect(merged.notes).toBe('');
  expect(timeless(merged.told)).toEqual(timeless(whole.told));
  expect(merged.told.text).toContain('\nfails exactly where node<15, or where postgres<15\n');

  const [, log = ''] = /whole log: (\S+)/.exec(merged.told.text) ?? [];
  expect(log).toMatch(/^reports\/shard-1\/[^/]+\/cells\/00-node=13,postgres=13\/test\.log$/);
  expect(await readFile(join(folder, log), 'utf8')).toContain('failing');

  // The order in which they are named, and how, is no matter; a shard alone is told as the part that it is.
  const [one = '', two = ''] = await Promise.all(
    ['1', '2'].map(
      async (shard) => `reports/shard-${shard}/${(await readdir(join(folder, `reports/shard-${shard}`)))[0]}`,
    ),
  );
  expect((await reported([two, one], folder)).told).toEqual(merged.told);
  const alone = await reported(['reports/shard-1'], folder);
  expect(alone.told.text).toContain('5 in no record');
  expect(alone.notes).toBe(
    '5 of 9 cells are in no record: node=15,postgres=15 node=15,postgres=17 node=20,postgres=13 and 2 more\nnot there: shard 2/2\n',
  );

  // What the merged report says of times balances the next run, and the plan says so.
  const plan = await matrix(['plan', file, '--shard', '2/2', '--times', join(folder, 'report.json')]);
  expect(plan.stdout).toMatch(/\nshard 2\/2: \d of 9 cells, cut [0-9a-f]{8}, .* of work, .* by the times of 4 cells\n/);
});
