// The action on a real engine: bundled, as GitHub runs it, and from its sources under GitHub's own debugger of actions.

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Connection } from '../../src/docker/connect.ts';
import { commandsIn, ends, root, runBundle, type Step, type StepOptions } from '../action/run-bundle.ts';
import { leavesNothing, testEngine } from './engine.ts';

const engine = { DOCKER_HOST: process.env.MATRIX_TEST_ENGINE ?? '' };

let connection: Connection;
beforeAll(async () => {
  connection = await testEngine();
});

type Inputs = Readonly<Record<string, string>>;

function bundled(inputs: Inputs, { env, ...options }: StepOptions = {}): Promise<Step> {
  return leavesNothing(connection, () => runBundle(inputs, { ...options, env: { ...engine, ...env } }));
}

/** `local-action` puts its own @actions/core in the place of the real one, and prints what is given to it. */
async function debugged(inputs: Inputs): Promise<Step> {
  const folder = await mkdtemp(join(tmpdir(), 'matrix-local-action-'));
  try {
    const summary = join(folder, 'summary');
    const entries = Object.entries({
      ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
      GITHUB_WORKSPACE: root,
      GITHUB_STEP_SUMMARY: summary,
      ...engine,
    });
    await writeFile(join(folder, '.env'), entries.map(([name, value]) => `${name}="${value}"\n`).join(''));
    await writeFile(summary, '');
    const tool = join(root, 'node_modules/@github/local-action/bin/local-action.js');
    const PATH = `${join(root, 'node_modules/.bin')}:${process.env.PATH}`;
    const args = [tool, 'run', '.', 'src/action/run-action.ts', join(folder, '.env')];
    const ended = await leavesNothing(connection, () =>
      ends(args, root, { PATH, npm_config_update_notifier: 'false' }),
    );
    const set = ended.stdout.matchAll(/^::set-output name=([a-z-]+)::(.*)$/gm);
    return {
      ...ended,
      outputs: Object.fromEntries([...set].map(([, name, value]) => [name, value])),
      summary: await readFile(summary, 'utf8'),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What differs from run to run: its id, its folder and its times. */
function steady({ outputs: { run, 'run-directory': folder, ...outputs }, ...step }: Step) {
  expect(run).toMatch(/^\d{8}-\d{6}-[0-9a-f]{4}$/);
  expect(folder).toMatch(new RegExp(`/\\.matrix/runs/${run}$`));
  return { ...step, outputs };
}

const ways = [
  { way: 'bundled', run: bundled },
  { way: 'from its sources', run: debugged },
];

test.each(ways)('green, $way', async ({ run }) => {
  const step = steady(await run({ file: 'fixtures/forty/matrix.yml', only: 'row=a', jobs: '2' }));
  expect(step.code).toBe(0);
  expect(step.outputs).toEqual({
    outcome: 'passed',
    'exit-code': '0',
    passed: '5',
    flaky: '0',
    failed: '0',
    infrastructure: '0',
    'failed-cells': '[]',
  });
  for (const column of [1, 2, 3, 4, 5]) {
    expect(step.stdout).toMatch(
      new RegExp(`^::group::\\[row=a,column=${column}\\] ✓ passed in .*\n  row=a,column=${column}\n::endgroup::$`, 'm'),
    );
  }
  expect([...commandsIn(step.stdout, 'error'), ...commandsIn(step.stdout, 'warning')]).toEqual([]);
  expect(step.summary).toMatch(/^### forty: 5 passed in /);
});

test.each(ways)('red, $way', { timeout: 300_000 }, async ({ run }) => {
  const step = steady(await run({ file: 'fixtures/regressions/matrix.yml', only: 'postgres=15|17' }));
  expect(step.code).toBe(1);
  expect(step.outputs).toEqual({
    outcome: 'failed',
    'exit-code': '1',
    passed: '4',
    flaky: '0',
    failed: '2',
    infrastructure: '0',
    'failed-cells': '["node=13,postgres=15","node=13,postgres=17"]',
  });
  const [error = '', ...others] = commandsIn(step.stdout, 'error');
  expect(others).toEqual([]);
  expect(error).toMatch(
    /^::error title=settings › fall back to defaults,file=fixtures\/regressions\/lib\/settings\.js,line=6/,
  );
  // The debugger does not escape the ends of lines.
  const told = step.stdout.slice(step.stdout.indexOf(error)).replaceAll('%0A', '\n');
  expect(told).toContain("SyntaxError: Unexpected token '.'\n");
  expect(told).toContain('\nin node=13,postgres=15 and node=13,postgres=17: fails exactly where node<15\n');
  expect(told).toContain("reproduce: matrix run fixtures/regressions/matrix.yml --only 'node=13,postgres=15'");
  expect(step.summary).toMatch(/^### regressions: 4 passed, 2 failed in /);
  expect(step.summary).toContain('**fails exactly where node&#60;15**');
});

test.each(ways)('infrastructure, $way', { timeout: 300_000 }, async ({ run }) => {
  const step = steady(await run({ file: 'fixtures/broken/dockerfile/matrix.yml' }));
  expect(step.code).toBe(3);
  expect(step.outputs).toEqual({
    outcome: 'infrastructure',
    'exit-code': '3',
    passed: '3',
    flaky: '0',
    failed: '0',
    infrastructure: '3',
    'failed-cells': '["channel=nightly,colour=red","channel=nightly,colour=green","channel=nightly,colour=blue"]',
  });
  expect(commandsIn(step.stdout, 'error')).toEqual([]);
  expect(commandsIn(step.stdout, 'warning')).toHaveLength(1);
  expect(step.stdout).toMatch(/^::warning title=not built(?:%3A|:) image channel nightly/m);
  expect(step.stdout).toContain('error: libfrobnicate 4.0 is not in the nightly channel');
  expect(step.summary).toMatch(/^### broken-dockerfile: 3 passed, 3 not built in /);
});

test('secrets are masked line by line, before anything is printed; reports and the summary go where they belong', async () => {
  const workspace = await mkdtemp(join(tmpdir(), 'matrix-workspace-'));
  await mkdir(join(workspace, 'api/.git'), { recursive: true });
  const file = `name: masked
axes: { colour: [red, blue] }
image: { from: busybox:1.36 }
test:
  command: 'echo "$KEY"; echo "words: $0 $1"; test "\${{ matrix.colour }}" = blue'
  secrets: [KEY]
`;
  await writeFile(join(workspace, 'api/matrix.yml'), file);
  const inputs = {
    'working-directory': 'api',
    retries: '1',
    html: 'out/report/matrix.html',
    junit: 'out/junit.xml',
    json: 'out/run.json',
    markdown: 'out/run.md',
  };
  const step = await bundled(inputs, {
    workspace,
    env: { KEY: 'first line of it\n\n  second line of it  ' },
    summary: 'of the step before\n',
  });
  expect(step.stderr).toBe('');
  expect(step.code).toBe(1);
  const lines = step.stdout.split('\n');
  expect(lines.slice(0, 2)).toEqual(['::add-mask::first line of it', '::add-mask::second line of it']);
  expect(lines.slice(2).filter((line) => line.includes('line of it'))).toEqual([]);
  expect(step.stdout).toContain('  ***\n');
  expect(step.stdout).toContain('  --- attempt 2 ---\n');
  expect(step.summary).toMatch(/^of the step before\n\n### masked: 1 passed, 1 failed in /);
  const { html = '', junit = '', json = '', markdown = '' } = step.outputs;
  expect([html, junit, json, markdown]).toEqual(
    ['report/matrix.html', 'junit.xml', 'run.json', 'run.md'].map((name) => join(workspace, 'api/out', name)),
  );
  expect(await readFile(html, 'utf8')).toMatch(/^<!doctype html>/i);
  expect(await readFile(junit, 'utf8')).toMatch(/^<\?xml /);
  expect(step.summary).toBe(`of the step before\n\n${await readFile(markdown, 'utf8')}`);
  expect(JSON.parse(await readFile(json, 'utf8'))).toMatchObject({ name: 'masked', exitCode: 1 });
  expect(step.outputs['run-directory']).toBe(join(workspace, 'api/.matrix/runs', step.outputs.run ?? ''));
  await rm(workspace, { recursive: true });
});
