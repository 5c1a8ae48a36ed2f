// matrix bisect: the first value of an axis where the suite turns, by halving. Each try is a run with a record of its own.

import { type BisectEnd, bisect, type Heard } from '../bisect/bisect.ts';
import { candidatesOf } from '../bisect/candidates.ts';
import { type Difference, differences } from '../bisect/differences.ts';
import { endsOf } from '../bisect/ends.ts';
import { type BisectState, errorOfAnswer, rangeOf, rateOf, type Step } from '../bisect/next-step.ts';
import { MatrixError } from '../errors.ts';
import type { CancelReason } from '../model/outcome.ts';
import { jsonPieces } from '../record/json-pieces.ts';
import { harmless } from '../report/printable.ts';
import type { Screen } from '../report/screen.ts';
import { bisectJson } from './bisect-json.ts';
import { endText, type Named, triedLine, whereText } from './bisect-text.ts';
import { alone, type Try, tryOf } from './bisect-try.ts';
import { bisectValues, type ValueWords } from './bisect-values.ts';
import { type Bisection, bisectExitCode, endingOf, neighboursOf } from './bisection.ts';
import { type LoadedPlan, loadPlan } from './load-plan.ts';
import type { EndedRun, RunOptions } from './run-command.ts';
import { onSignals } from './signals.ts';
import { notice, screenOf } from './terminal.ts';
import { tryReporter } from './try-reporter.ts';
import { prepareReports, writeTo } from './write-reports.ts';

export type BisectOptions = ValueWords & {
  readonly axis: string;
  readonly file: string | undefined;
  readonly only: readonly string[];
  readonly except: readonly string[];
  readonly extraArgs: readonly string[];
  readonly good: string | undefined;
  readonly bad: string | undefined;
  readonly repeats: number;
  /** How often a run is wrong at most, between 0 and 0.5. */
  readonly errorRate: number | undefined;
  readonly json: string | undefined;
};

/** What a bisection has of the world. */
export type BisectWorld = {
  /** Runs a plan of one cell to its end. */
  readonly run: (loaded: LoadedPlan, how: Required<Pick<RunOptions, 'show' | 'cancelled'>>) => Promise<EndedRun>;
  /** What an image sets, by the engine's address of it. */
  readonly imageEnvironment: (id: string) => Promise<ReadonlyMap<string, string>>;
  readonly screen: Screen;
  readonly isTerminal: boolean;
};

/** Looks for the turn, tells it, and returns the exit code. Throws a MatrixError where nothing could be started. */
export async function bisectCommand(options: BisectOptions, world: BisectWorld = realWorld(options)): Promise<number> {
  await prepareReports({ json: options.json, junit: undefined, markdown: undefined, html: undefined });
  const { axis, file, only, except, extraArgs } = options;
  const values = await bisectValues(options);
  const loaded = await loadPlan({ file, only, except, extraArgs, overrides: {}, along: { axis, values } });
  const { found, lacking } = candidatesOf(axis, loaded.axes, loaded.plan);
  for (const { value, reason } of lacking) notice(`${axis}=${value} has no cell: ${reason}`);
  const names = found.map(({ value }) => value);
  if (found.length < 2)
    throw new MatrixError('usage', `There is ${found.length === 0 ? 'no value' : 'one value'} of "${axis}" to try`, {
      hint: 'name more with --values or --tags',
    });
  const ends = endsOf(names, options.good, options.bad);
  const candidates = found.slice(ends.from, ends.to + 1);
  const { end, tries, over } = await look(loaded, { ...options, candidates, expected: ends.low }, world);
  const known = { axis, file: loaded.file.shown, candidates, lacking, expected: ends.low, tries, end, over };
  const bisection: Bisection = { ...known, differences: await differencesOf(known, world) };
  world.screen.write(harmless(`\n${endText(bisection, world.screen).join('\n')}\n`));
  await writeJson(bisection, options.json);
  return bisectExitCode(bisection);
}

async function look(
  loaded: LoadedPlan,
  { axis, candidates, repeats, errorRate, expected }: BisectOptions & Pick<Bisection, 'candidates' | 'expected'>,
  { run, screen, isTerminal }: BisectWorld,
): Promise<{ readonly end: BisectEnd; readonly tries: readonly Try[]; readonly over: CancelReason | undefined }> {
  const named: Named = { axis, values: candidates.map(({ value }) => value) };
  const tries: Try[] = [];
  let known: BisectState | undefined;
  let over: CancelReason | undefined;
  // Between two runs nobody else listens.
  const stopListening = onSignals({
    cancel: (reason) => {
      over = reason;
    },
    force: () => undefined,
  });
  const tryOne = async (at: number): Promise<Heard> => {
    const candidate = candidates[at];
    if (!candidate || over !== undefined) return { kind: 'cancelled' };
    const show = tryReporter(screen, `${axis}=${candidate.value}`, isTerminal);
    const ended = await run(alone(loaded, candidate), { show, cancelled: () => over }).catch((error: unknown) => {
      if (known) screen.write(harmless(`${whereText(rangeOf(known), named)}\n`));
      throw error;
    });
    const tried = tryOf(at, candidate, ended);
    tries.push(tried);
    if (tried.cancelReason !== undefined || tried.verdict === 'cancelled') return { kind: 'cancelled' };
    return tried.colours.length > 0 ? { kind: 'heard', colours: tried.colours } : { kind: 'unheard' };
  };
  let wasFlaky = errorRate !== undefined;
  const onTried = (state: BisectState, next: Step) => {
    known = state;
    const last = tries.at(-1);
    if (last) screen.write(harmless(`${triedLine(last, named, state, next, screen)}\n`));
    if (wasFlaky || rateOf(state) === 0) return;
    wasFlaky = true;
    screen.write(harmless(`${flakyText(`${axis}=${last?.candidate.value}`, rateOf(state))}\n`));
  };
  try {
    const end = await bisect({ count: candidates.length, repeats, errorRate, expected }, tryOne, onTried);
    return { end, tries, over };
  } finally {
    stopListening();
  }
}

function flakyText(name: string, rate: number): string {
  return `The suite has both passed and failed at ${name}: values are asked again until the answer is wrong in ${errorOfAnswer * 100} % at most, if a verdict is in ${rate * 100} % (--flaky).`;
}

/** What the two neighbours do not have in common; nothing where there are none. */
async function differencesOf(
  bisection: Omit<Bisection, 'differences'>,
  { imageEnvironment }: BisectWorld,
): Promise<readonly Difference[]> {
  const neighbours = endingOf(bisection) === 'turn' ? neighboursOf(bisection) : undefined;
  if (!neighbours) return [];
  const side = async ({ ended: { summary }, candidate: { cell } }: Try) => {
    const ids = summary.images.flatMap(({ id }) => id ?? []);
    const environments = new Map(await Promise.all(ids.map(async (id) => [id, await imageEnvironment(id)] as const)));
    return { summary, cell, environmentOf: (id: string) => environments.get(id) ?? new Map<string, string>() };
  };
  return differences(await side(neighbours.before), await side(neighbours.first));
}

async function writeJson(bisection: Bisection, target: string | undefined): Promise<void> {
  if (target === undefined) return;
  const pieces = jsonPieces(bisectJson(bisection));
  if (target === '-') for (const piece of pieces) process.stdout.write(piece);
  else await writeTo(target, pieces);
}

function realWorld({ json }: BisectOptions): BisectWorld {
  const stream = json === '-' ? process.stderr : process.stdout;
  const noReports = { json: undefined, junit: undefined, markdown: undefined, html: undefined };
  return {
    async run(loaded, how) {
      const { runToEnd } = await import('./run-command.ts');
      return runToEnd(loaded, { ...noReports, reporter: undefined, keep: 'never', purpose: 'bisect', ...how });
    },
    async imageEnvironment(id) {
      const [{ connect }, { imageEnvironment }] = await Promise.all([
        import('../docker/connect.ts'),
        import('../docker/image-environment.ts'),
      ]);
      return imageEnvironment(await connect(process.env), id);
    },
    screen: screenOf(stream),
    isTerminal: Boolean(stream.isTTY),
  };
}
