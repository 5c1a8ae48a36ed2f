// Config and cells to a plan: after this, nothing decides what to run.

import { basename } from 'node:path';
import type { Config } from '../config/schema.ts';
import { byPlace, type Diagnose, type Diagnostic } from '../errors.ts';
import { type Judged, selectorProblems, valueSpaceOf } from '../matrix/check-selector.ts';
import type { Expansion } from '../matrix/expand-matrix.ts';
import { createMatcher, selectorOf } from '../matrix/selector.ts';
import type { Cell } from '../model/cell.ts';
import type { CellPlan, Cover, ImageKey, ImagePlan, Plan, SkippedCell } from '../model/plan.ts';
import { withDigest } from './image-reference.ts';
import type { Lock } from './lock-file.ts';
import { createImagePlanner, type PlannedImage, type Reads } from './plan-images.ts';
import { createServicePlanner } from './plan-services.ts';
import { createTestPlanner, nameOf, secretNames, suiteFlags, type TestOptions } from './plan-test.ts';
import { createResolver, type Resolver } from './resolver.ts';
import { secretsInPlan } from './secrets-in-plan.ts';

export type PlanInput = {
  readonly config: Config;
  readonly diagnose: Diagnose;
  /** Every cell of the file: what `allow-failure` and `when` are judged against. */
  readonly expansion: Expansion;
  /** Those that are to be run. */
  readonly cells: readonly Cell[];
  readonly skipped: readonly SkippedCell[];
  readonly cover: Cover;
  /** Absolute folder of the matrix file; what the file says of paths is relative to it. */
  readonly baseDir: string;
  /** The matrix file within it; undefined where it is in no file. */
  readonly file?: string;
  /** What is taken by its digest. */
  readonly lock?: Lock;
  readonly env: TestOptions['env'];
  readonly extraArgs: readonly string[];
  readonly overrides: TestOptions['overrides'] & {
    readonly jobs?: number | 'auto';
    readonly failFast?: boolean;
    /** The source is put into the containers: images need only have been built of the same files, whatever is in them. */
    readonly mount?: boolean;
  };
};

export type PlanResult =
  | {
      readonly ok: true;
      readonly plan: Plan;
      readonly secrets: Readonly<Record<string, string>>;
      readonly reads: Reads;
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Makes the plan, or gives everything that keeps it from being made, in the order of the file. */
export async function makePlan(input: PlanInput): Promise<PlanResult> {
  const { config, cells, expansion, baseDir, file, overrides, lock = new Map() } = input;
  const { doubt } = expansion;
  const name = config.name ?? basename(baseDir);
  const resolver = createResolver({
    diagnose: input.diagnose,
    doubt,
    env: input.env,
    secrets: secretNames(config.test),
    keys: new Set([...config.axes.map(({ name: axis }) => axis), ...config.include.flatMap(Object.keys)]),
  });
  const judged: Judged = { ...expansion, space: valueSpaceOf(expansion.cells) };
  const isAllowed = allowFailure(config, judged, resolver);
  const servicesFor = createServicePlanner(config.services, judged, baseDir, resolver);
  const { testFor, secrets } = createTestPlanner(config.test, input, resolver);
  const planning = { name, baseDir, file, lock, mount: overrides.mount ?? false };
  const { imageFor, reads } = createImagePlanner(config.image, planning, resolver);

  const built = new Map<ImageKey, ImagePlan>();
  const pulled = new Map<ImageKey, ImagePlan>();
  const planned: CellPlan[] = [];
  // Cells share images and services, and there may be very many of them: each is waited for and looked into once.
  const images = new Map<Promise<PlannedImage | undefined>, PlannedImage | undefined>();
  const seen = new Set<CellPlan['services']>();
  for (const cell of cells) {
    const promised = imageFor(cell);
    if (!images.has(promised)) images.set(promised, await promised);
    const { image, source } = images.get(promised) ?? {};
    const services = servicesFor(cell);
    if (image) built.set(image.key, image);
    if (!seen.has(services))
      for (const { image: key } of Object.values(services)) pulled.set(key, pulledImage(key, lock));
    seen.add(services);
    const test = source ? { ...testFor(cell), source } : testFor(cell);
    planned.push({ ...cell, allowFailure: isAllowed(cell), image: image?.key ?? '', services, test });
  }

  const { diagnostics } = resolver;
  if (diagnostics.length > 0) return { ok: false, diagnostics: diagnostics.toSorted(byPlace) };
  const flags = suiteFlags(input);
  const plan: Plan = {
    schemaVersion: 1,
    name,
    images: [...built.values(), ...pulled.values()],
    cells: planned,
    skipped: input.skipped,
    cover: input.cover,
    run: { jobs: overrides.jobs ?? config.run.jobs, failFast: overrides.failFast ?? config.run.failFast },
    ...(overrides.mount ? { source: 'mounted' } : {}),
    ...(flags.length > 0 ? { flags } : {}),
  };
  const told = secretsInPlan(plan, secrets).map(({ name: secret, where }) => {
    const index = config.test.secrets.findIndex((written) => nameOf(written) === secret);
    const message = `the value of ${secret} stands in the plan, which is printed and kept: in ${where}`;
    const hint = `leave it to the suite to read ${secret} from its environment; what is no secret belongs under pass-env`;
    return input.diagnose(['test', 'secrets', index], message, hint);
  });
  return told.length > 0 ? { ok: false, diagnostics: told } : { ok: true, plan, secrets, reads };
}

function pulledImage(key: ImageKey, lock: Lock): ImagePlan {
  const digest = lock.get(key);
  return { kind: 'pull', key, ...(digest === undefined ? {} : { pinned: { digest: withDigest(key, digest) } }) };
}

function allowFailure(config: Config, judged: Judged, resolver: Resolver): (cell: Cell) => boolean {
  const selectors = config.allowFailure.map(selectorOf);
  for (const [index, selector] of selectors.entries()) {
    for (const { path, message, hint } of selectorProblems(selector, judged, ['allow-failure', index])) {
      resolver.report(path, message, hint);
    }
  }
  const matchers = selectors.map(createMatcher);
  return (cell) => matchers.some((matches) => matches(cell));
}
