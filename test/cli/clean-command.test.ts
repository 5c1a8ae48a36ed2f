import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { clean } from '../../src/cli/clean-command.ts';
import { type Project, project } from '../engine/project.ts';

const silent = 'unix:///nowhere/docker.sock';
let here: Project;

beforeEach(() => {
  here = project({ '.matrix/runs/20260100-a/events.ndjson': 'x'.repeat(100), 'cache/kept': '' });
  vi.stubEnv('DOCKER_HOST', silent);
  vi.stubEnv('XDG_CACHE_HOME', join(here.folder, 'cache'));
  vi.spyOn(process, 'cwd').mockReturnValue(here.folder);
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const only = { images: false, keepRuns: undefined, dryRun: false };

test('records go where no engine answers, and that is told', async () => {
  const lines: string[] = [];
  expect(await clean({ ...only, keepRuns: 0 }, (line) => lines.push(line))).toBe(0);
  expect(lines).toEqual([
    'removed record 20260100-a (100 B)',
    'Removed 1 (100 B of records).',
    expect.stringMatching(
      /^What runs have left on the engine was not looked at: The container engine at unix:\/\/\/nowhere\/docker\.sock does not answer \(.+\)$/,
    ),
  ]);
  expect(existsSync(join(here.folder, '.matrix/runs/20260100-a'))).toBe(false);
});

test.each([only, { ...only, images: true, keepRuns: 0 }])('what is on an engine needs one: %o', async (options) => {
  await expect(clean(options, () => undefined)).rejects.toMatchObject({ code: 'engine' });
  expect(existsSync(join(here.folder, '.matrix/runs/20260100-a'))).toBe(true);
});
