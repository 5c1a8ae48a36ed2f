// One `matrix run` as a process: its events are counted as they come, so that something can be done at one of them.

import { type ChildProcess, spawn } from 'node:child_process';
import type { RunEvent } from '../../src/model/event.ts';
import { cli } from '../engine/command.ts';

export type RunEnd = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly hung: boolean;
  readonly seconds: number;
  /** As they were told. */
  readonly events: readonly RunEvent[];
  /** The lines of stdout that are no events. */
  readonly noise: readonly string[];
  readonly stderr: string;
};

export type Running = {
  readonly process: ChildProcess;
  readonly ended: Promise<RunEnd>;
  /** Resolves after so many events, or when the run is over, which makes it false. */
  after(events: number): Promise<boolean>;
  runId(): string | undefined;
};

/** Far above what a run takes, its clean-up's own deadline of 30 s included, on a machine that others use as well. */
const deadlineMs = 120_000;

/** `endless`: it may take as long as it wants. */
export function startRun(folder: string, engine: string, { endless = false } = {}): Running {
  const started = performance.now();
  const child = spawn(process.execPath, [cli, 'run', '--reporter', 'json'], {
    cwd: folder,
    env: { ...process.env, CI: '', GITHUB_ACTIONS: '', NO_COLOR: '1', DOCKER_HOST: engine },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const events: RunEvent[] = [];
  const noise: string[] = [];
  const waiting = new Set<{ readonly count: number; readonly resolve: (reached: boolean) => void }>();
  let counted = 0;
  let rest = '';
  let stderr = '';
  let hung = false;
  const wake = () => {
    for (const waiter of waiting) if (counted >= waiter.count) waiter.resolve(true);
  };
  const take = (line: string) => {
    const event = eventOf(line);
    if (!event) return void noise.push(line);
    events.push(event);
    if (event.type !== 'image-progress') counted++;
    wake();
  };
  // A letter of several bytes may come in two pieces.
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  });
  child.stdout.on('error', () => undefined);
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const onDeadline = () => {
    hung = true;
    child.kill('SIGKILL');
  };
  const timer = endless ? undefined : setTimeout(onDeadline, deadlineMs);
  const { promise: ended, resolve } = Promise.withResolvers<RunEnd>();
  child.on('close', (code, signal) => {
    clearTimeout(timer);
    for (const waiter of waiting) waiter.resolve(false);
    const seconds = (performance.now() - started) / 1000;
    resolve({ code, signal, hung, seconds, events, noise, stderr });
  });
  return {
    process: child,
    ended,
    after(count) {
      const waiter = Promise.withResolvers<boolean>();
      waiting.add({ count, resolve: waiter.resolve });
      wake();
      return Promise.race([waiter.promise, ended.then(() => false)]);
    },
    runId: () => events.flatMap((event) => (event.type === 'run-started' ? [event.run] : []))[0],
  };
}

function eventOf(line: string): RunEvent | undefined {
  try {
    return JSON.parse(line) as RunEvent;
  } catch {
    return undefined;
  }
}
