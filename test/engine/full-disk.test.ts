// The disk that the record is written to fills up in mid-run: the run goes on, and nobody takes its record for whole.

import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Connection } from '../../src/docker/connect.ts';
import { readRecord } from '../../src/record/read-record.ts';
import { matrix } from './command.ts';
import { leavesNothing, testEngine } from './engine.ts';

let connection: Connection;
beforeAll(async () => {
  connection = await testEngine();
});

const file = `name: full
axes: { cell: [loud, red] }
image: { from: "busybox:1.36" }
test: { command: 'head -c 40000000 /dev/zero | tr "\\0" x; test \${{ matrix.cell }} = loud' }
run: { jobs: 1 }
`;

/** A project whose records go to a disk of so many bytes. */
async function projectOn(bytes: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'matrix-full-'));
  await writeFile(join(folder, 'matrix.yml'), file);
  // One that is full from the start is refused: see upkeep/preflight.ts.
  const place = join(folder, '.matrix');
  await mkdir(place);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', place]);
  onTestFinished(async () => {
    execFileSync('umount', [place]);
    await rm(folder, { recursive: true });
  });
  return folder;
}

// Nobody but root may mount a small disk.
test.runIf(process.getuid?.() === 0)(
  'a disk that is full ends no run: it is told once, and a run that was green is not then',
  async () => {
    const cwd = await projectOn(24 * 1024 ** 2);
    const run = (cell: string) => matrix(['run', '--reporter', 'plain', '--only', `cell=${cell}`], { cwd });
    const green = await leavesNothing(connection, () => run('loud'));
    expect(green.stdout).toContain('1 passed in');
    expect(green.code).toBe(3);
    const [id = ''] = await readdir(join(cwd, '.matrix/runs'));
    const why = `cannot write ${join(cwd, '.matrix/runs', id, 'cells/00-cell=loud/test.log')}: there is no space left on the disk`;
    expect(green.stderr).toBe(
      `matrix: The record of this run is not whole: ${why}\n  hint: make room there, and run it again\n`,
    );
    const { summary } = await readRecord(join(cwd, '.matrix/runs', id));
    expect(summary.cells).toHaveLength(1);

    await rm(join(cwd, '.matrix/runs', id), { recursive: true });
    const red = await leavesNothing(connection, () => run('red'));
    expect(red.code).toBe(1);
    expect(red.stderr).toMatch(
      /^matrix: The record of this run is not whole: .*: there is no space left on the disk\n$/,
    );
  },
);
