// What has to be true of a run that has ended, whatever was done to it.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunEvent } from '../../src/model/event.ts';
import type { OutcomeKind } from '../../src/model/outcome.ts';
import { emptySummary, exitCode, type Summary, summarize } from '../../src/model/summary.ts';
import { readRecord } from '../../src/record/read-record.ts';
import { matrix } from '../engine/command.ts';
import { validatorOf } from '../record/validator.ts';
import type { ChaosCase } from './chaos-case.ts';
import type { Fault } from './fault.ts';
import type { RandomMatrix } from './random-matrix.ts';
import type { RunEnd } from './running.ts';

/** Outcomes that the fault may bring about instead of those that the matrix means. */
export function excusedBy(fault: Fault, { needsService, failFast, isRetried }: RandomMatrix): ReadonlySet<OutcomeKind> {
  const excused = new Set<OutcomeKind>(failFast ? ['cancelled'] : []);
  const add = (...kinds: readonly OutcomeKind[]) => {
    for (const kind of kinds) excused.add(kind);
  };
  switch (fault.kind) {
    case 'none':
    case 'stopped':
    case 'disk-full':
    case 'record-removed':
      break;
    case 'signal':
    case 'interrupted-twice':
    case 'output-closed':
      add('cancelled');
      break;
    case 'container':
      if (fault.role === 'service') add('not-ready', ...(needsService ? (['failed'] as const) : []));
      else if (fault.does === 'killed') add('failed');
      if (fault.does === 'removed') add('engine-error');
      break;
    case 'network':
      add('engine-error', ...(needsService ? (['failed'] as const) : []));
      break;
    case 'engine-api':
      add('engine-error');
      break;
    case 'registry':
      // What a registry lets nobody see is told as what is not there.
      add('engine-error', ...(fault.fault.how === 'answers-401' ? (['not-built'] as const) : []));
      break;
  }
  if (excused.has('failed') && isRetried) add('flaky');
  return excused;
}

/** The sentences say what is wrong; none where nothing is. `met`: the fault was not only meant, but done. */
export async function violations(
  run: ChaosCase,
  folder: string,
  end: RunEnd,
  met: boolean,
): Promise<readonly string[]> {
  if (end.hung)
    return [`it hung: ended by SIGKILL after ${end.seconds.toFixed(0)} s; last event ${lastOf(end.events)}`];
  const found: string[] = [];
  const { fault, matrix: drawn } = run;
  if (/bug of matrix|unhandled|^\s+at .*\(|TypeError|ReferenceError/im.test(end.stderr))
    found.push(`stderr has a stack: ${end.stderr.slice(0, 600)}`);
  if (end.noise.length > 0) found.push(`stdout has what is no event: ${end.noise.join('\n').slice(0, 300)}`);
  const isCut = fault.kind === 'output-closed' || fault.kind === 'disk-full' || fault.kind === 'record-removed';
  const isKilled =
    end.signal === 'SIGKILL' || end.signal === 'SIGINT' || end.signal === 'SIGTERM' || end.signal === 'SIGHUP';
  // Of two runs in one folder, one that was refused has no record, and the one that is there is the other's.
  const isRefused = run.twin && !end.events.some(({ type }) => type === 'run-started');
  const record = fault.kind === 'record-removed' || isRefused ? undefined : await recordIn(folder, end, found);
  const events = fault.kind === 'output-closed' ? (record?.events ?? []) : end.events;
  const summary = summaryOf(events);
  if (summary)
    found.push(
      ...outcomeViolations(summary, drawn, met ? excusedBy(fault, drawn) : excusedBy({ kind: 'none' }, drawn)),
    );
  found.push(...exitViolations(end, summary, fault, met));
  if (
    record &&
    !isCut &&
    !isKilled &&
    !isForced(fault, met) &&
    JSON.stringify(record.events) !== JSON.stringify(end.events)
  )
    found.push('the record has other events than were told');
  return found;
}

function isForced(fault: Fault, met: boolean): boolean {
  return met && fault.kind === 'interrupted-twice';
}

function lastOf(events: readonly RunEvent[]): string {
  return JSON.stringify(events.at(-1) ?? 'none').slice(0, 300);
}

function summaryOf(events: readonly RunEvent[]): Summary | undefined {
  const [first] = events;
  return first?.type === 'run-started' ? events.reduce(summarize, emptySummary(first.plan, first.run)) : undefined;
}

function outcomeViolations(
  summary: Summary,
  { expected }: RandomMatrix,
  excused: ReadonlySet<OutcomeKind>,
): readonly string[] {
  return summary.cells.flatMap(({ cell, outcome }) => {
    if (!outcome || outcome.kind === expected.get(cell.id) || excused.has(outcome.kind)) return [];
    return [`${cell.id} is ${JSON.stringify(outcome).slice(0, 400)}, and not ${expected.get(cell.id)}`];
  });
}

function exitViolations(end: RunEnd, summary: Summary | undefined, fault: Fault, met: boolean): readonly string[] {
  const { code, signal, stderr } = end;
  const wrong = (wanted: string) => [`it ended with ${code ?? signal} instead of ${wanted}: ${stderr.slice(0, 400)}`];
  if (fault.kind === 'signal' && met) {
    if (fault.signal === 'SIGKILL') return signal === 'SIGKILL' ? [] : wrong('SIGKILL');
    // Before anything is made, and after all of it is gone, the signal itself is the end.
    const ready = summary && !summary.finishedAt;
    if (signal === fault.signal) return ready ? wrong('an exit code of its own') : [];
  }
  if (fault.kind === 'interrupted-twice' && met && (code === 130 || signal === 'SIGINT')) return [];
  if (!summary) {
    // The engine refused before the run had begun.
    const early = fault.kind === 'engine-api' ? [3] : [];
    return early.includes(code ?? -1) ? [] : wrong('a run');
  }
  if (!summary.finishedAt) return wrong('after run-finished');
  const wanted = exitCode(summary);
  // What a run that was green cannot keep whole is no success.
  if (
    (fault.kind === 'disk-full' || fault.kind === 'record-removed') &&
    wanted === 0 &&
    code === 3 &&
    stderr.includes('is not whole')
  )
    return [];
  return code === wanted ? [] : wrong(String(wanted));
}

async function recordIn(folder: string, end: RunEnd, found: string[]) {
  const runs = join(folder, '.matrix', 'runs');
  const names = await readdir(runs).catch(() => []);
  const started = end.events.find((event) => event.type === 'run-started');
  const name = started?.run ?? names[0];
  if (name === undefined || !(await exists(join(runs, name, 'events.ndjson')))) {
    if (started) found.push('there is no record');
    return undefined;
  }
  const schema = JSON.parse(await readFile(new URL('../../run.schema.json', import.meta.url), 'utf8')) as object;
  const runJson = await readFile(join(runs, name, 'run.json'), 'utf8').catch(() => undefined);
  if (runJson !== undefined) {
    const mistakes = validatorOf(schema as Record<string, unknown>).mistakes(JSON.parse(runJson));
    if (mistakes.length > 0) found.push(`run.json is not by its schema: ${mistakes.slice(0, 3).join('; ')}`);
  }
  const told = await matrix(['report', name], { cwd: folder });
  if (told.code !== 0) found.push(`matrix report ends with ${told.code}: ${told.stderr.slice(0, 300)}`);
  return readRecord(join(runs, name)).catch((error: unknown) => {
    found.push(`the record cannot be read: ${String(error)}`);
    return undefined;
  });
}

async function exists(file: string): Promise<boolean> {
  return readFile(file).then(
    () => true,
    () => false,
  );
}
