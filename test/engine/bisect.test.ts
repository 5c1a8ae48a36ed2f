// Bisections of real runs: the examples of the help text, what is left alone, what goes wrong on the way.

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { BisectJson } from '../../src/cli/bisect-json.ts';
import { addBisect } from '../../src/cli/commands/bisect.ts';
import type { Connection } from '../../src/docker/connect.ts';
import { random } from '../bisect/search.ts';
import { matrix, start } from './command.ts';
import { leavesNothing, testEngine } from './engine.ts';

/** How many seeds of a suite that lies are tried: `npm run test:flaky` tries ten. */
const seeds = Array.from({ length: Number(process.env.MATRIX_FLAKY_SEEDS || 1) }, (_, at) => at + 1);

let connection: Connection;
beforeAll(async () => {
  connection = await testEngine();
});

/** A project of its own for each test, so that its images are of it alone. */
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'matrix-bisect-'));
  return async () => {
    for (const image of await imagesOf()) await connection.docker.getImage(image).remove();
    await rm(folder, { recursive: true });
  };
});

const nameOf = () => folder.split('/').at(-1)?.toLowerCase() ?? '';

async function imagesOf(): Promise<readonly string[]> {
  const images = await connection.docker.listImages({ filters: { reference: [`matrix-run/${nameOf()}`] } });
  return images.flatMap(({ RepoTags }) => RepoTags ?? []);
}

/** Eight versions in images of some kilobytes, and a suite that fails from the one on that FIRST says. */
async function eightVersions(test = 'command: test "$NODE_VERSION" -lt "$FIRST"', dockerfile = ''): Promise<void> {
  await writeFile(join(folder, 'Dockerfile'), `FROM busybox:1.36\nARG NODE\n${dockerfile}ENV NODE_VERSION=$NODE\n`);
  await writeFile(join(folder, '.dockerignore'), '.matrix\n');
  const text = `name: ${nameOf()}
axes:
  node: [13, 14, 15, 16, 18, 20, 22, 24]
  postgres: [13, 15]
image: { args: { NODE: "\${{ matrix.node }}" } }
test: { ${test}, pass-env: [FIRST?] }
`;
  await writeFile(join(folder, 'matrix.yml'), text);
}

const bisect = (words: readonly string[], first: string) =>
  matrix(['bisect', ...words], { cwd: folder, env: { FIRST: first } });

/** The line of the help text that begins so, as words. */
function example(beginning: string): readonly string[] {
  let help = '';
  const program = new Command().configureOutput({
    writeOut: (text) => {
      help += text;
    },
  });
  addBisect(program, () => undefined);
  program.commands[0]?.outputHelp();
  const line = help.split('\n').find((one) => one.trim().startsWith(`$ ${beginning}`)) ?? '';
  const words = [
    ...line
      .trim()
      .slice('$ matrix bisect '.length)
      .matchAll(/'([^']*)'|(\S+)/g),
  ];
  expect(words.length, `an example ${beginning} in the help text`).toBeGreaterThan(0);
  return words.map(([, quoted, plain]) => quoted ?? plain ?? '');
}

test.each(['14', '18', '24'])(
  'eight versions, of which %s is the first: three runs and the two ends',
  async (first) => {
    await leavesNothing(connection, async () => {
      await eightVersions();
      const words = example("matrix bisect node --only 'postgres=15'");
      const { code, stdout, stderr } = await bisect([...words, '--json', 'found.json'], first);
      expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
      const found = JSON.parse(await readFile(join(folder, 'found.json'), 'utf8')) as BisectJson;
      const { before, differences, tries } = found;
      expect(found.first).toMatchObject({ value: first, verdict: 'red' });
      expect(stdout).toContain(`\nnode=${first} is the first that fails, node=${before?.value} the last that passes (`);
      expect(tries.length).toBeLessThanOrEqual(5);
      expect(differences.map(({ what }) => what)).toEqual([
        'id of the image',
        'build argument NODE',
        'NODE_VERSION of the image',
      ]);
      // Nothing was made but what was tried, and each try has its record.
      expect(await imagesOf()).toHaveLength(tries.length);
      expect(await readdir(join(folder, '.matrix/runs'))).toEqual(tries.map(({ run }) => run).toSorted());

      const [, repro = ''] = /reproduce: matrix (repro .*)/.exec(stdout) ?? [];
      const again = repro.replaceAll("'", '').split(' ');
      expect(await matrix([...again, '--reporter', 'plain'], { cwd: folder })).toMatchObject({ code: 1 });
      expect(await matrix(['clean'], { cwd: folder })).toMatchObject({ code: 0 });
    });
  },
);

test("the versions of a registry's tags, with the images of the engine's registry", async () => {
  await leavesNothing(connection, async () => {
    const text = `name: ${nameOf()}
axes: { node: [20] }
image: { from: "node:\${{ matrix.node }}-slim" }
test:
  command: |
    node -e 'process.exit(parseInt(process.versions.node) < 20 ? 0 : 1)'
`;
    await writeFile(join(folder, 'matrix.yml'), text);
    const { code, stdout } = await bisect(example('matrix bisect node --tags'), '');
    expect(code, stdout).toBe(0);
    expect(stdout).toMatch(/^node=15 +✓ passed/);
    expect(stdout).toContain('\nnode=20 is the first that fails');
    expect(stdout).toMatch(/\nNODE_VERSION of the image +1\S+ +20\S+\n/);
  });
});

describe('the other examples of the help text', () => {
  test('the whole of one axis', async () => {
    await eightVersions();
    const file = join(folder, 'matrix.yml');
    await writeFile(file, (await readFile(file, 'utf8')).replace('  postgres: [13, 15]\n', ''));
    expect(await bisect(example('matrix bisect node'), '20')).toMatchObject({ code: 0 });
  });

  test('a list, from a good end above to a bad one below', async () => {
    await eightVersions('command: test "$NODE_VERSION" -ge "$FIRST"');
    const { code, stdout } = await bisect([...example('matrix bisect node --values'), '--only', 'postgres=13'], '20');
    expect(code, stdout).toBe(0);
    expect(stdout).toContain('\nnode=20 is the first that passes, node=15 the last that fails (');
  });

  test.each(seeds)('a suite that is wrong in every fifth run, seed %i', { timeout: 300_000 }, async (seed) => {
    const draw = random(seed);
    const server = createServer((_request, response) => response.end(draw() < 0.2 ? 'lie' : 'truth'));
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
    onTestFinished(() => {
      server.close();
    });
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    // What a run is to say is decided here, since a container that is made anew each time knows nothing of the others.
    await writeFile(
      join(folder, 'suite.sh'),
      `set -e
word=$(wget -qO- "http://$(ip route | sed -n 's/^default via \\([^ ]*\\).*/\\1/p'):${port}/")
if test "$NODE_VERSION" -lt "$FIRST"; then ended=0; else ended=1; fi
if test "$word" = lie; then ended=$((1 - ended)); fi
exit $ended
`,
    );
    await eightVersions('command: sh /suite.sh', 'COPY suite.sh /suite.sh\n');
    await leavesNothing(connection, async () => {
      const words = [...example('matrix bisect node --flaky 20'), '--only', 'postgres=15'];
      const { code, stdout } = await bisect(words, '18');
      expect(code, stdout).toBe(0);
      expect(stdout).toMatch(
        /\nnode=18 is the first that fails, node=16 the last that passes \(\d+ runs, \d+ of \d+ verdicts/,
      );
    });
  });
});

describe('what goes wrong on the way', () => {
  test('an image that does not build is passed over, told, and keeps the answer from being whole', async () => {
    await eightVersions(undefined, 'RUN test "$NODE" != 18\n');
    const { code, stdout } = await bisect(['node', '--only', 'postgres=15'], '18');
    expect(code, stdout).toBe(3);
    expect(stdout).toMatch(/node=18 +! not built.*not counted\n/);
    expect(stdout).toContain('\nThe suite passes at node=16 and fails at node=20; it was not heard at 18 in between (');
  });

  test('another axis is open', async () => {
    await eightVersions();
    expect(await bisect(['node'], '18')).toMatchObject({
      code: 2,
      stderr: `matrix: A bisection along "node" changes nothing else, and "postgres" is open
  hint: choose its value, such as --only 'postgres=13'
`,
    });
  });

  test('Ctrl-C: cleaned up, and told between which values it is', async () => {
    await eightVersions('command: if test "$NODE_VERSION" = 16; then sleep 600; fi; test "$NODE_VERSION" -lt "$FIRST"');
    await leavesNothing(connection, async () => {
      const run = start(['bisect', 'node', '--only', 'postgres=15'], { cwd: folder, env: { FIRST: '18' } });
      await run.says('3 tries left');
      run.kill('SIGINT');
      const { code, stdout } = await run.ended;
      expect(code, stdout).toBe(130);
      expect(stdout).toMatch(/The suite passes at node=13 and fails at node=24: the turn is in between\.\n$/);
    });
  });
});
