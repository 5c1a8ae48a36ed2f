// The built command, run as a user runs it.

import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunJson } from '../../src/record/run-json.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const cli = join(root, 'dist', 'cli.js');

export type Ended = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Resident memory at its most, in bytes. */
  readonly maxResident: number;
};

export type Started = {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** What it has written until now. */
  readonly stdout: string;
  kill(signal: NodeJS.Signals): void;
  /** Goes away as `head` does. */
  closeOutput(): void;
  /** Resolves when stdout holds the text. Rejects when the command ends before. */
  says(text: string): Promise<void>;
  /** The same when stdout holds it so many times. */
  saysTimes(text: string, times: number): Promise<void>;
  /** The same of stderr. */
  tells(text: string): Promise<void>;
};

/** Starts `matrix …` in a folder, on the engine of the tests unless the environment says otherwise. */
export function start(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Record<string, string | undefined> } = {},
): Started {
  const memory = `process.on('exit', () => process.stderr.write('\\nmaxrss ' + process.resourceUsage().maxRSS + '\\n'))`;
  const child = spawn(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(memory)}`, cli, ...args],
    {
      cwd: options.cwd ?? root,
      env: {
        ...process.env,
        CI: '',
        GITHUB_ACTIONS: '',
        NO_COLOR: '1',
        DOCKER_HOST: process.env.MATRIX_TEST_ENGINE,
        ...options.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let stdout = '';
  let stderr = '';
  const waiting: Waiter[] = [];
  // A letter of several bytes may come in two pieces.
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const waiter of waiting) if (holds(stdout, waiter)) waiter.resolve();
  });
  const told: Waiter[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    for (const waiter of told) if (holds(stderr, waiter)) waiter.resolve();
  });
  const { promise: ended, resolve, reject } = Promise.withResolvers<Ended>();
  child.on('error', reject);
  child.on('close', (code) => {
    const [, kibibytes = '0'] = /\nmaxrss (\d+)\n/.exec(stderr) ?? [];
    resolve({ code, stdout, stderr: stderr.replace(/\nmaxrss \d+\n/, ''), maxResident: Number(kibibytes) * 1024 });
  });
  return {
    pid: child.pid ?? 0,
    ended,
    kill: (signal) => child.kill(signal),
    closeOutput: () => child.stdout.destroy(),
    get stdout() {
      return stdout;
    },
    says: (text) => waitFor({ text, times: 1 }, stdout, waiting, ended),
    saysTimes: (text, times) => waitFor({ text, times }, stdout, waiting, ended),
    tells: (text) => waitFor({ text, times: 1 }, stderr, told, ended),
  };
}

type Wanted = { readonly text: string; readonly times: number };
type Waiter = Wanted & { readonly resolve: () => void };

function holds(output: string, { text, times }: Wanted): boolean {
  return output.split(text).length > times;
}

function waitFor(wanted: Wanted, soFar: string, waiting: Waiter[], ended: Promise<Ended>): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // Who looks only later is not to miss that it ended before.
  promise.catch(() => undefined);
  if (holds(soFar, wanted)) resolve();
  waiting.push({ ...wanted, resolve });
  ended.then(
    ({ stdout, stderr }) => reject(new Error(`ended without saying "${wanted.text}":\n${stdout}${stderr}`)),
    reject,
  );
  return promise;
}

export function matrix(args: readonly string[], options: Parameters<typeof start>[1] = {}): Promise<Ended> {
  return start(args, options).ended;
}

/** Runs `matrix run … --json` and returns what it wrote beside how it ended. */
export async function matrixRun(
  args: readonly string[],
  options: Parameters<typeof start>[1] = {},
): Promise<Ended & { readonly results: RunJson; readonly outcomes: Readonly<Record<string, string>> }> {
  const folder = await mkdtemp(join(tmpdir(), 'matrix-test-'));
  try {
    const file = join(folder, 'results.json');
    const ended = await matrix(['run', '--reporter', 'plain', '--json', file, ...args], options);
    const text = await readFile(file, 'utf8').catch(() => {
      throw new Error(`no results; exit code ${ended.code}\n${ended.stdout}${ended.stderr}`);
    });
    const results = JSON.parse(text) as RunJson;
    return {
      ...ended,
      results,
      outcomes: Object.fromEntries(results.cells.map(({ id, outcome }) => [id, outcome ?? 'none'])),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
