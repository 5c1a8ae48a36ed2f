// Runs as the run room would tell them: events with made-up times, in an order that could have happened.

import type { EngineFacts, RunEvent } from '../../../src/model/event.ts';
import { type Outcome, verdictOf } from '../../../src/model/outcome.ts';
import type { CellPlan, Plan } from '../../../src/model/plan.ts';
import { emptySummary, type Summary, summarize } from '../../../src/model/summary.ts';

export const start = Date.UTC(2026, 10, 24, 10, 47);
export const run = '20261124-104700-3f9c';

export const engine: EngineFacts = {
  address: 'unix:///var/run/docker.sock',
  product: 'Docker Engine',
  version: '29.1.0',
  apiVersion: '1.52',
  platform: 'linux/amd64',
  cpus: 8,
  memoryBytes: 16 * 1024 ** 3,
};

/** `before`: the attempts after which the cell was tried again. */
export type Ending = {
  readonly outcome: Outcome;
  readonly tail?: readonly string[];
  readonly ms?: number;
  readonly before?: readonly { readonly outcome: Outcome; readonly tail?: readonly string[] }[];
};

/** A whole run: images, then every cell in turn two seconds apart; `endingOf` says how each ends. */
export function sampleRun(plan: Plan, endingOf: (cell: CellPlan) => Ending | undefined): readonly RunEvent[] {
  const events: RunEvent[] = [{ at: start, type: 'run-started', run, plan, engine, jobs: 4 }];
  const endings = new Map(plan.cells.map((cell) => [cell.id, endingOf(cell)]));
  for (const [index, image] of plan.images.entries())
    events.push(...imageEvents(plan, image.key, index, [...endings.values()]));
  for (const cell of plan.cells) {
    const ending = endings.get(cell.id) ?? { outcome: { kind: 'passed' } };
    events.push(...cellEvents(cell, ending));
  }
  events.sort((a, b) => a.at - b.at);
  return [...events, { at: (events.at(-1)?.at ?? start) + 100, type: 'run-finished' }];
}

/** What the events add up to. */
export function summaryOf(plan: Plan, events: readonly RunEvent[]): Summary {
  return events.reduce(summarize, emptySummary(plan, run));
}

function imageEvents(plan: Plan, image: string, index: number, endings: readonly (Ending | undefined)[]): RunEvent[] {
  const at = start + 10 * (index + 1);
  const started: RunEvent = { at, type: 'image-started', image };
  const broken = endings.some((ending) => ending?.outcome.kind === 'not-built' && ending.outcome.image === image);
  if (broken) return [started, { at: at + 900, type: 'image-failed', image, problem: buildProblem }];
  const built = plan.images[index]?.kind === 'build';
  const progress = built
    ? ({ done: 4, total: 7, unit: 'steps', text: 'RUN npm ci' } as const)
    : ({ done: 61 * 1024 ** 2, total: 135 * 1024 ** 2, unit: 'bytes', text: 'postgres' } as const);
  return [
    started,
    { at: at + 400, type: 'image-progress', image, progress },
    { at: at + 900, type: 'image-ready', image, id: `sha256:${index}`, cached: !built && index % 2 === 0 },
  ];
}

function cellEvents(cell: CellPlan, { outcome, tail = [], ms, before = [] }: Ending): RunEvent[] {
  const at = start + 1_000 + 500 * cell.index;
  const finish = (durationMs: number, attempts: number): RunEvent => ({
    at: at + durationMs + (durationMs > 0 ? 150 : 0),
    type: 'cell-finished',
    cell: cell.id,
    outcome,
    durationMs,
    attempts,
    outputTail: verdictOf(outcome.kind) === 'green' ? [] : tail,
  });
  if (outcome.kind === 'not-built' || outcome.kind === 'cached') return [finish(0, 0)];
  const attempt = before.length + 1;
  const took = ms ?? 4_200 + 370 * cell.index;
  const phase = (name: 'network' | 'services' | 'test' | 'teardown', after: number): RunEvent => ({
    at: at + after,
    type: 'cell-phase',
    cell: cell.id,
    attempt,
    phase: name,
  });
  const failed = before.map(
    (one, index): RunEvent => ({
      at: at + index,
      type: 'attempt-failed',
      cell: cell.id,
      attempt: index + 1,
      outcome: one.outcome,
      durationMs: 1_000,
      outputTail: one.tail ?? [],
    }),
  );
  const ready: RunEvent = { at: at + 1_400, type: 'service-ready', cell: cell.id, attempt, service: 'db' };
  const suite = outcome.kind === 'not-ready' ? [] : [ready, phase('test', 1_401)];
  return [
    ...failed,
    phase('network', before.length),
    phase('services', 200),
    ...suite,
    phase('teardown', took),
    finish(took, attempt),
  ];
}

export const buildProblem = {
  message: 'step [4/7] RUN npm ci exited with code 1',
  detail: [
    'npm ERR! code EBADENGINE',
    'npm ERR! engine Unsupported engine',
    'npm ERR! notsup Required: {"node":">=15"}',
    'npm ERR! notsup Actual:   {"npm":"6.14.8","node":"v13.14.0"}',
  ],
};

export const mochaTail = [
  '',
  '> todo-api@1.0.0 test /app',
  '> mocha',
  '',
  '  todos',
  '    \u001b[32m✓\u001b[0m lists',
  '    1) merges',
  '',
  '  1 passing (40ms)',
  '  1 failing',
  '',
  '  1) todos',
  '       merges:',
  '     error: syntax error at or near "MERGE"',
  '      at Parser.parseErrorMessage (node_modules/pg-protocol/dist/parser.js:285:98)',
  '      at Parser.handlePacket (node_modules/pg-protocol/dist/parser.js:122:29)',
  '      at Socket.<anonymous> (node:internal/streams/readable:12:3)',
  '      at async merge (src/todos.js:41:18)',
  '',
  '',
  'npm ERR! Test failed.  See above for more details.',
];

export const crashTail = [
  '> todo-api@1.0.0 test /app',
  '> mocha test/language.spec.js',
  '',
  '/app/src/language.js:3',
  '  return value?.name ?? "nobody";',
  '               ^',
  '',
  "SyntaxError: Unexpected token '.'",
  '    at wrapSafe (internal/modules/cjs/loader.js:1053:16)',
  '    at Module._compile (internal/modules/cjs/loader.js:1101:27)',
  'npm ERR! code ELIFECYCLE',
  'npm ERR! errno 1',
];

/** Red in the row of Node 13 and in the column of PostgreSQL 13, and one database that does not come up. */
export function mixedEnding({ values }: CellPlan): Ending | undefined {
  const { node, postgres } = values;
  if (node === '22') return { outcome: { kind: 'failed', exitCode: 1 }, tail: mochaTail };
  if (node === '20' && postgres === '15')
    return {
      outcome: {
        kind: 'not-ready',
        service: 'db',
        reason: 'it exited with code 1 before it was ready',
        logTail: ['initdb: error: directory "/var/lib/postgresql/data" exists but is not empty'],
      },
      ms: 900,
    };
  if (node === '13') return { outcome: { kind: 'failed', exitCode: 1 }, tail: crashTail, ms: 1_900 };
  if (postgres === '13') return { outcome: { kind: 'failed', exitCode: 1 }, tail: mochaTail };
  return undefined;
}
