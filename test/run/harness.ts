import type { Comparison } from '../../src/model/comparison.ts';
import type { RunEvent } from '../../src/model/event.ts';
import type { CellPlan, ImagePlan, Plan, ServicePlan } from '../../src/model/plan.ts';
import { createCancellation } from '../../src/run/cancellation.ts';
import type { Keep } from '../../src/run/context.ts';
import { runPlan } from '../../src/run/run.ts';
import { createFakeClock } from './fake-clock.ts';
import { createFakeEngine, fakeFacts, type Script } from './fake-engine.ts';

const service: ServicePlan = {
  image: 'postgres:15',
  env: {},
  files: [],
  tmpfs: [],
  limits: {},
  ready: { anyOf: [{ kind: 'tcp', port: 5432 }], timeoutMs: 1_000 },
};

/** A cell that is called by its letter, of image `app:<image>`, with these services. */
export function cellPlan(
  id: string,
  options: Partial<Pick<CellPlan, 'allowFailure' | 'image'>> & {
    readonly services?: readonly string[];
    readonly timeoutMs?: number;
    readonly retries?: number;
    readonly memoryBytes?: number;
    readonly results?: readonly string[];
  } = {},
): CellPlan {
  const { services = [], timeoutMs = 10_000, retries = 0, memoryBytes, results = [] } = options;
  return {
    id,
    index: 0,
    values: { cell: id },
    allowFailure: options.allowFailure ?? false,
    image: options.image ?? 'app:1',
    services: Object.fromEntries(services.map((name) => [name, service])),
    test: {
      command: ['npm', 'test'],
      env: {},
      secrets: [],
      timeoutMs,
      retries,
      results,
      artifacts: [],
      limits: memoryBytes === undefined ? {} : { memoryBytes },
      internet: true,
    },
  };
}

export function planOf(cells: readonly CellPlan[], options: { readonly failFast?: boolean } = {}): Plan {
  const built = [...new Set(cells.map((cell) => cell.image))];
  const pulled = [...new Set(cells.flatMap((cell) => Object.values(cell.services).map(({ image }) => image)))];
  const images: ImagePlan[] = [
    ...built.map((key): ImagePlan => ({ kind: 'build', key, context: '/app', ignore: [], dockerfile: '', args: {} })),
    ...pulled.map((key): ImagePlan => ({ kind: 'pull', key })),
  ];
  return {
    schemaVersion: 1,
    name: 'test',
    images,
    cells: cells.map((cell, index) => ({ ...cell, index })),
    skipped: [],
    cover: { strength: 'all', tuples: cells.length, covered: cells.length, product: cells.length },
    run: { jobs: 'auto', failFast: options.failFast ?? false },
  };
}

export type Played = {
  readonly events: readonly RunEvent[];
  /** `<time> <what>`, a line an event, without the plan. */
  readonly story: readonly string[];
  readonly calls: readonly string[];
  readonly mostOpen: number;
  readonly openAtEnd: number;
  readonly output: Readonly<Record<string, string>>;
};

/** Runs the plan on a fake engine and a fake clock. `cancelAt` presses Ctrl-C so many milliseconds after the start. */
export async function play(
  plan: Plan,
  script: Script = {},
  options: {
    readonly jobs?: number;
    readonly cancelAt?: number;
    readonly keep?: Keep;
    readonly first?: readonly string[];
    readonly secrets?: Record<string, string>;
    readonly compared?: readonly Comparison[];
  } = {},
): Promise<Played> {
  const clock = createFakeClock();
  const engine = createFakeEngine(clock, script);
  const cancellation = createCancellation();
  const events: RunEvent[] = [];
  const output: Record<string, string> = {};
  const running = runPlan({
    plan,
    run: '20261124-104700-abcd',
    file: 'matrix.yml',
    engine,
    facts: fakeFacts,
    owner: { run: '20261124-104700-abcd', host: 'here', pid: 1, processStart: '1' },
    jobs: options.jobs ?? 2,
    secrets: options.secrets ?? {},
    clock,
    cancellation,
    keep: options.keep ?? 'never',
    ...(options.compared ? { compare: async () => options.compared ?? [] } : {}),
    ...(options.first ? { first: new Set(options.first) } : {}),
    sink: {
      event: (event) => events.push(event),
      output({ cell, source }, bytes) {
        const key = source === 'test' ? cell : `${cell}/${source.service}`;
        output[key] = (output[key] ?? '') + Buffer.from(bytes).toString();
        return undefined;
      },
      async file({ cell, what }, path, content) {
        const chunks: Uint8Array[] = [];
        for await (const bytes of content) chunks.push(bytes);
        output[`${cell}/${what}/${path}`] = Buffer.concat(chunks).toString();
      },
      closeOutput: () => undefined,
    },
  });
  if (options.cancelAt !== undefined) {
    void clock.sleep(options.cancelAt).then(() => cancellation.cancel('interrupted'));
  }
  await clock.until(running);
  return {
    events,
    story: events.map(tell),
    calls: engine.calls,
    mostOpen: engine.open.most,
    openAtEnd: engine.open.now,
    output,
  };
}

function tell(event: RunEvent): string {
  return `${event.at} ${words(event)}`;
}

function words(event: RunEvent): string {
  switch (event.type) {
    case 'run-started':
    case 'compared':
    case 'run-finished':
      return event.type;
    case 'image-started':
      return `${event.image}: started`;
    case 'image-progress':
      return `${event.image}: ${event.progress.done}/${event.progress.total} ${event.progress.text}`;
    case 'image-ready':
      return `${event.image}: ready${event.cached ? ', was there' : ''}`;
    case 'image-failed':
      return `${event.image}: failed: ${event.problem.message}`;
    case 'cell-phase':
      return `${event.cell}#${event.attempt}: ${event.phase}`;
    case 'service-ready':
      return `${event.cell}#${event.attempt}: ${event.service} ready`;
    case 'service-lost':
      return `${event.cell}#${event.attempt}: ${event.service} lost, exit code ${event.exitCode}, ${JSON.stringify(event.logTail)}`;
    case 'attempt-failed':
      return `${event.cell}#${event.attempt}: ${JSON.stringify(event.outcome)} after ${event.durationMs} ms, and again, ${JSON.stringify(event.outputTail)}`;
    case 'cell-finished':
      return `${event.cell}: ${JSON.stringify(event.outcome)} after ${event.durationMs} ms, ${event.attempts} attempts, ${JSON.stringify(event.outputTail)}`;
    case 'kept':
      return `${event.cell}#${event.attempt}: kept`;
    case 'cancelling':
      return `cancelling: ${event.reason}`;
    case 'collected':
      return `${event.cell}#${event.attempt}: ${event.files} ${event.what}${event.truncated ? ', more left out' : ''}`;
    case 'not-collected':
      return `${event.cell}: no ${event.what}: ${event.problem.message}`;
    case 'left-over':
      return `left over: ${event.resource}: ${event.problem.message}`;
  }
}
