import { Readable } from 'node:stream';
import type { CellId } from '../../src/model/cell.ts';
import type { EngineFacts } from '../../src/model/event.ts';
import type { ImageKey, ServiceName, TestPlan } from '../../src/model/plan.ts';
import type { Engine, Exit, LeftOver, OutputSink, RunningService, RunningTest } from '../../src/run/engine.ts';
import type { FakeClock } from './fake-clock.ts';

export type FakeProcess = {
  readonly output?: string;
  readonly takesMs?: number;
  readonly exit?: Partial<Exit>;
  /** What it has written, by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly collectFails?: Error;
  /** Starting it fails so. */
  readonly fails?: Error;
};

export type FakeService = FakeProcess & {
  /** Undefined: never ready. A service exits only where `exit` is given, after `takesMs`. */
  readonly readyAfterMs?: number;
};

/** What the engine does; whatever is not said goes well and takes 10 ms, the suite 100 ms. */
export type Script = {
  readonly images?: Readonly<
    Record<ImageKey, { readonly takesMs?: number; readonly cached?: boolean; readonly fails?: readonly Error[] }>
  >;
  readonly test?: (cell: CellId, attempt: number) => FakeProcess;
  readonly service?: (cell: CellId, service: ServiceName, attempt: number) => FakeService;
  /** Why it does not answer at that time; it does where this is absent. */
  readonly silence?: (now: number) => Awaited<ReturnType<Engine['silence']>>;
  readonly openFails?: (cell: CellId, attempt: number) => Error | undefined;
  readonly leaves?: (cell: CellId) => readonly LeftOver[];
};

export type FakeEngine = Engine & {
  /** What was asked of it, in order: `open node=13#1`, `start db in node=13#1`, `close node=13#1`, … */
  readonly calls: readonly string[];
  /** Sandboxes that are open now, and the most that were at once. */
  readonly open: { readonly now: number; readonly most: number };
};

export const fakeFacts: EngineFacts = {
  address: 'fake://',
  product: 'Fake Engine',
  version: '1.0',
  apiVersion: '1.41',
  platform: 'linux/amd64',
  cpus: 2,
  memoryBytes: 8 * 1024 ** 3,
};

/** An engine in memory that does as the script says, on the clock's time. */
export function createFakeEngine(clock: FakeClock, script: Script = {}): FakeEngine {
  const calls: string[] = [];
  const open = { now: 0, most: 0 };
  const tries = new Map<ImageKey, number>();
  return {
    calls,
    open,
    facts: async () => fakeFacts,
    async silence() {
      return script.silence?.(clock.now());
    },
    async ensureImage(image, { signal, onProgress }) {
      const tried = tries.get(image.key) ?? 0;
      tries.set(image.key, tried + 1);
      calls.push(`image ${image.key}`);
      const { takesMs = 10, cached = false, fails = [] } = script.images?.[image.key] ?? {};
      if (!cached) onProgress({ done: 1, total: 2, unit: 'steps', text: 'RUN setup' });
      await clock.sleep(takesMs, signal);
      const failure = fails[tried];
      if (failure) throw failure;
      return { id: `sha256:${image.key}`, cached };
    },
    sandbox({ cell, attempt }) {
      const where = `${cell}#${attempt}`;
      const closed = new AbortController();
      let isOpen = false;
      const run = async (process: FakeProcess, sink: OutputSink): Promise<Exit> => {
        if (process.output) await sink(Buffer.from(process.output));
        await clock.sleep(process.takesMs ?? 100, closed.signal);
        await sink(new Uint8Array());
        return closed.signal.aborted
          ? { exitCode: 137, outOfMemory: false }
          : { exitCode: 0, outOfMemory: false, ...process.exit };
      };
      const following = (plan: TestPlan) =>
        plan.source && {
          async updateSource() {
            calls.push(`update the source of ${where}`);
          },
        };
      return {
        async open() {
          calls.push(`open ${where}`);
          isOpen = true;
          open.now++;
          open.most = Math.max(open.most, open.now);
          await clock.sleep(10);
          const failure = script.openFails?.(cell, attempt);
          if (failure) throw failure;
        },
        async startService(name, _plan, { imageId, onOutput, publish = [] }): Promise<RunningService> {
          calls.push(`start ${name} in ${where} from ${imageId}`);
          const service = script.service?.(cell, name, attempt) ?? { readyAfterMs: 10 };
          await clock.sleep(10);
          if (service.fails) throw service.fails;
          const takesMs = service.exit ? (service.takesMs ?? 0) : Number.MAX_SAFE_INTEGER;
          return {
            exited: run({ ...service, takesMs }, onOutput),
            published: publish.map(({ port, at = 40_000 + port }) => ({ port, address: `127.0.0.1:${at}` })),
            ready: (signal) => clock.sleep(service.readyAfterMs ?? Number.MAX_SAFE_INTEGER, signal),
          };
        },
        async startTest(_plan, { imageId, onOutput }): Promise<RunningTest> {
          calls.push(`test ${where} from ${imageId}`);
          const test = script.test?.(cell, attempt) ?? {};
          await clock.sleep(10);
          if (test.fails) throw test.fails;
          return {
            exited: run(test, onOutput),
            async collect(patterns, sink) {
              calls.push(`collect ${patterns.join()} of ${where}`);
              if (test.collectFails) throw test.collectFails;
              const files = Object.entries(test.files ?? {});
              for (const [path, content] of files) await sink(path, Readable.from([Buffer.from(content)]));
              return { files: files.length, truncated: false };
            },
          };
        },
        async enterService(name, { command }) {
          calls.push(`enter ${name} of ${where}: ${command.join(' ')}`);
          const shell = script.test?.(cell, attempt) ?? {};
          await clock.sleep(10);
          if (shell.fails) throw shell.fails;
          return { exited: run(shell, () => undefined) };
        },
        async startApp(plan, { imageId, onOutput, command = ['by itself'], publish }) {
          calls.push(`app ${where} from ${imageId}: ${command.join(' ')}`);
          const app = script.test?.(cell, attempt) ?? {};
          await clock.sleep(10);
          if (app.fails) throw app.fails;
          return {
            exited: run(app, onOutput),
            ...following(plan),
            published: publish.map(({ port, at = 40_000 + port }) => ({ port, address: `127.0.0.1:${at}` })),
          };
        },
        async startShell(plan, { imageId, command }) {
          calls.push(`shell ${where} from ${imageId}${command ? `: ${command.join(' ')}` : ''}`);
          const shell = script.test?.(cell, attempt) ?? {};
          await clock.sleep(10);
          if (shell.fails) throw shell.fails;
          return { exited: run(shell, () => undefined), ...following(plan) };
        },
        async keep() {
          calls.push(`keep ${where}`);
          closed.abort();
          if (isOpen) open.now--;
        },
        async close() {
          calls.push(`close ${where}`);
          closed.abort();
          await clock.sleep(10);
          if (isOpen) open.now--;
          return script.leaves?.(cell) ?? [];
        },
      };
    },
  };
}
