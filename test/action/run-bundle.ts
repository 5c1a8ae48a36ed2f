// The action as GitHub runs it: action/ alone in a folder, inputs in the environment, results in files.

import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

export type Step = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
};

export type StepOptions = {
  readonly env?: Readonly<Record<string, string>>;
  readonly workspace?: string;
  /** What is in the summary of the step already. */
  readonly summary?: string;
};

/** Runs action/index.js with the inputs as a step of a job. */
export async function runBundle(inputs: Readonly<Record<string, string>>, options: StepOptions = {}): Promise<Step> {
  const folder = await mkdtemp(join(tmpdir(), 'matrix-action-'));
  const [action, output, summary] = ['action', 'output', 'summary'].map((name) => join(folder, name));
  if (action === undefined || output === undefined || summary === undefined) throw new Error('three names');
  try {
    await cp(join(root, 'action'), action, { recursive: true });
    await writeFile(output, '');
    await writeFile(summary, options.summary ?? '');
    const workspace = options.workspace ?? root;
    const ended = await ends([join(action, 'index.js')], workspace, {
      ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
      GITHUB_WORKSPACE: workspace,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      ...options.env,
    });
    return { ...ended, outputs: outputsIn(await readFile(output, 'utf8')), summary: await readFile(summary, 'utf8') };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Runs a program on this node, in the environment of a runner. */
export function ends(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Pick<Step, 'code' | 'stdout' | 'stderr'>> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH, HOME, GITHUB_ACTIONS: 'true', CI: 'true', NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { promise, resolve, reject } = Promise.withResolvers<Pick<Step, 'code' | 'stdout' | 'stderr'>>();
  let [stdout, stderr] = ['', ''];
  // A letter of several bytes may come in two pieces.
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.on('error', reject);
  child.on('close', (code) => resolve({ code, stdout, stderr }));
  return promise;
}

/** The file of GITHUB_OUTPUT: `name<<delimiter`, the value, the delimiter. */
function outputsIn(text: string): Readonly<Record<string, string>> {
  const all = text.matchAll(/^([a-z-]+)<<(\S+)\n([\s\S]*?)\n\2$/gm);
  return Object.fromEntries([...all].map(([, name, , value]) => [name, value]));
}

/** The workflow commands among the lines, in order. */
export function commandsIn(stdout: string, name: string): readonly string[] {
  return stdout.split('\n').filter((line) => line.startsWith(`::${name} `) || line.startsWith(`::${name}::`));
}
