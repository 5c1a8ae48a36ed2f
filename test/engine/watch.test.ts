// matrix run --watch: rounds on the real engine, as somebody at a terminal and as a program sees them.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Connection } from '../../src/docker/connect.ts';
import type { RunJson } from '../../src/record/run-json.ts';
import { matrix, start } from './command.ts';
import { leavesNothing, testEngine } from './engine.ts';
import { inTerminal } from './in-terminal.ts';
import { type Project, project } from './project.ts';

let connection: Connection;
beforeAll(async () => {
  connection = await testEngine();
});

/** Two cells, each of a folder of its own. */
function twoParts(): Project {
  return project({
    'matrix.yml': `
name: watched
axes: { part: [one, two] }
image: { context: "\${{ matrix.part }}", from: "busybox:1.36" }
test: { command: sh suite.sh }
`,
    'one/suite.sh': 'exit 3\n',
    'two/suite.sh': 'exit 0\n',
  });
}

/** Of each round the cells with their outcomes, as the records have them. */
function rounds(folder: string): readonly string[] {
  const runs = join(folder, '.matrix/runs');
  const recorded = readdirSync(runs)
    .map((run) => JSON.parse(readFileSync(join(runs, run, 'run.json'), 'utf8')) as RunJson)
    .toSorted((a, b) => ((a.startedAt ?? '') < (b.startedAt ?? '') ? -1 : 1));
  return recorded.map(({ cells }) => cells.map(({ id, outcome }) => `${id} ${outcome}`).join(', '));
}

test('in a terminal: a change runs the cell that it is part of, keys run others, q ends what runs', async () => {
  const { folder, write } = twoParts();
  await leavesNothing(connection, async () => {
    const terminal = inTerminal(['run', '--watch'], 120, 40, folder);
    await terminal.shows(/^watching, 1 of 2 cells green; Enter runs all cells again/);
    await terminal.shows(/^ {2}failed {2}part=one$/);
    write('one/suite.sh', 'exit 0\n');
    await terminal.shows(/^one\/suite\.sh changed: 1 of 2 cells again$/);
    await terminal.shows(/^watching, 2 of 2 cells green/);
    terminal.press('f');
    await terminal.shows(/^all cells are green$/);
    write('two/suite.sh', 'sleep 600\n');
    await terminal.shows(/^two\/suite\.sh changed: 1 of 2 cells again$/);
    // From here on no cell is so quick that it is over before the next key.
    write('one/suite.sh', 'sleep 600\n');
    await terminal.shows(/^one\/suite\.sh changed: 2 of 2 cells again$/);
    terminal.press('\r');
    await terminal.shows(/^2 of 2 cells again$/);
    terminal.press('q');
    expect(await terminal.ended).toBe(130);
    expect(rounds(folder)).toEqual([
      'part=one failed, part=two passed',
      'part=one passed',
      'part=two cancelled',
      'part=one cancelled, part=two cancelled',
      'part=one cancelled, part=two cancelled',
    ]);
  });
});

test('a change while a suite runs ends it for the newer one; Ctrl-C between rounds ends with the code of the last', async () => {
  const { folder, write } = twoParts();
  write('one/suite.sh', 'echo begun; sleep 600\n');
  await leavesNothing(connection, async () => {
    const watch = start(['run', '--watch', '--reporter', 'plain'], { cwd: folder });
    await watch.says('[part=two] ✓ passed');
    await watch.says('[part=one] test started');
    write('one/suite.sh', 'exit 5\n');
    await watch.says('superseded, cleaning up');
    await watch.tells('watching, 1 of 2 cells green; Ctrl-C ends');
    write('matrix.yml', 'axes: [');
    await watch.tells('matrix.yml:1:7: error');
    watch.kill('SIGINT');
    const { code, stderr } = await watch.ended;
    expect(code, stderr).toBe(1);
    expect(rounds(folder)).toEqual(['part=one cancelled, part=two passed', 'part=one failed']);
  });
});

test('with --mount the next round has no image to build, and report files are of the last round', async () => {
  const { folder, write } = twoParts();
  await leavesNothing(connection, async () => {
    const watch = start(['run', '--watch', '--mount', '--reporter', 'plain', '--json', 'last.json'], { cwd: folder });
    await watch.tells('watching, 1 of 2 cells green');
    write('one/suite.sh', 'exit 0\n');
    await watch.tells('watching, 2 of 2 cells green');
    watch.kill('SIGTERM');
    const { code, stdout, stderr } = await watch.ended;
    expect(code, stderr).toBe(143);
    // Their images differ in nothing but the source.
    expect(stdout.match(/\] (building|is here already)$/gm)).toHaveLength(2);
    const { cells, images, mounted } = JSON.parse(readFileSync(join(folder, 'last.json'), 'utf8')) as RunJson;
    expect(mounted).toBe(true);
    expect(cells.map(({ id, outcome }) => [id, outcome])).toEqual([['part=one', 'passed']]);
    expect(images.map(({ cached }) => cached)).toEqual([true]);
  });
});

test.each([
  [['--json', '-'], '--watch writes the reports anew after each round, which stdout cannot be'],
  [
    ['--junit', 'one/report.xml'],
    '--junit one/report.xml is part of the source, so that each round would begin the next',
  ],
  [['--keep', 'failed'], 'with --keep failed all of them would stand'],
  [['--dry-run'], '--dry-run starts nothing'],
])('%j is refused before anything is started', async (flags, sentence) => {
  const { folder } = twoParts();
  expect(await matrix(['run', '--watch', ...flags], { cwd: folder })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(sentence),
  });
});
