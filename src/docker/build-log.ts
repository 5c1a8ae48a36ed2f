// What a build says, step by step, in BuildKit's words or in the classic builder's (Podman's). Pure over the messages.

import type { Progress } from '../model/event.ts';

/** `[2/5] RUN npm ci`, `[deps 2/5] …` as BuildKit names its steps; `Step 2/5 : RUN npm ci` as the others do. */
const buildKitStep = /^\[(?:\S+ +)?(\d+)\/(\d+)\] (.*)$/s;
/** What BuildKit puts before a mistake in the Dockerfile itself. */
const solverWords = /^failed to solve(?: with frontend \S+)?: (?:failed to create LLB definition: )?/;
const baseStep = /^\[internal\] load metadata for (\S+)/;
/** Of a base that it asked a registry for, BuildKit tells the digest. */
const resolvedBase = /(?:^|\] )FROM (\S+)@(sha256:[0-9a-f]{64})$/;
const classicStep = /^STEP (\d+)\/(\d+)\s*: (.*)$/is;

/** Output of a step that is kept for telling why it failed, in lines. */
const keptLines = 200;
/** In characters. What goes on without a line's end is cut after them. */
const longestLine = 16 * 1024;

export type BuildStep = {
  readonly id: string;
  readonly name: string;
  readonly started: boolean;
  readonly error: string;
};

export type BuildLog = {
  /** A step began, or its state is told again. Returns the progress that it makes, if any. */
  step(step: BuildStep): Progress | undefined;
  output(id: string, text: string): void;
  /** A line of the classic builder. */
  classic(text: string): Progress | undefined;
  failure(message: string): BuildLogFailure;
  /** The digests of the images that it is built on, as far as it was told, by the names that the builder has for them. */
  readonly bases: ReadonlyMap<string, string>;
};

export type BuildLogFailure =
  /** The failing step, without the builder's decoration, and what it printed. */
  | { readonly kind: 'step'; readonly message: string; readonly detail: readonly string[] }
  /** No step has failed: the image that the Dockerfile begins with could not be had. */
  | { readonly kind: 'base'; readonly reference: string; readonly message: string };

export function createBuildLog(): BuildLog {
  const steps = new Map<string, BuildStep>();
  const outputs = new Map<string, string[]>();
  const bases = new Map<string, string>();
  let current = '';
  const progress = (match: RegExpExecArray): Progress => ({
    done: Number(match[1]),
    total: Number(match[2]),
    unit: 'steps',
    text: oneLine(match[3] ?? ''),
  });
  const append = (id: string, text: string) => {
    const lines = outputs.get(id) ?? [''];
    outputs.set(id, lines);
    const [first = '', ...more] = text
      .replaceAll('\r\n', '\n')
      .split('\n')
      .slice(-2 * keptLines);
    lines.push(`${lines.pop() ?? ''}${first}`.slice(0, longestLine));
    for (const line of more) lines.push(line.slice(0, longestLine));
    if (lines.length > 2 * keptLines) lines.splice(0, lines.length - keptLines);
  };
  return {
    bases,
    step(step) {
      steps.set(step.id, step);
      const [, reference, base] = resolvedBase.exec(step.name) ?? [];
      if (reference !== undefined && base !== undefined) bases.set(reference, base);
      const match = step.started ? buildKitStep.exec(step.name) : null;
      return match ? progress(match) : undefined;
    },
    output: append,
    classic(text) {
      const match = classicStep.exec(text.trim());
      if (!match) {
        append(current, text);
        return undefined;
      }
      current = text.trim();
      steps.set(current, { id: current, name: `[${match[1]}/${match[2]}] ${match[3]}`, started: true, error: '' });
      return progress(match);
    },
    failure(message) {
      const failed = [...steps.values()].findLast((step) => step.error !== '') ?? steps.get(current);
      if (!failed) return { kind: 'step', message: oneLine(message).replace(solverWords, ''), detail: [] };
      const base = baseStep.exec(failed.name)?.[1];
      if (base !== undefined) {
        const reference = base.replace(/^docker\.io\/(?:library\/)?/, '');
        const reason = oneLine(failed.error || message).replace(/^.*failed to do request: /, '');
        return { kind: 'base', reference, message: reason };
      }
      const lines = (outputs.get(failed.id) ?? []).map((line) => line.trimEnd());
      while (lines.at(-1) === '') lines.pop();
      const step = oneLine(buildKitStep.exec(failed.name)?.[3] ?? failed.name);
      const why = howItFailed(failed.error || message);
      return {
        kind: 'step',
        message: `${step}: ${why}`,
        detail: lines.length > 0 ? lines.slice(-keptLines) : [oneLine(message)],
      };
    },
  };
}

/** `executor failed running [/bin/sh -c …]: exit code: 2` and its kin in other builders say no more than the code. */
function howItFailed(error: string): string {
  const code = /(?:exit code:|exit status|non-zero code:) (\d+)/.exec(error)?.[1];
  return code === undefined ? oneLine(error) : `exit code ${code}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
