// One cell of a recorded run, planned as it was run: the same images, wherever the record and the project are now.

import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { connect } from '../docker/connect.ts';
import { findImage } from '../docker/find-image.ts';
import { MatrixError } from '../errors.ts';
import { theCells } from '../matrix/select-cells.ts';
import { isAllowed } from '../model/cell-summary.ts';
import { verdictOf } from '../model/outcome.ts';
import type { CellPlan, ImagePlan, Plan } from '../model/plan.ts';
import type { Summary } from '../model/summary.ts';
import { movePlan, pinPlan } from '../plan/pin-plan.ts';
import { isSourceOf } from '../plan/plan-images.ts';
import { matrixFolder } from '../record/paths.ts';
import { readRecord } from '../record/read-record.ts';
import { canAsk, chooseCell } from './choose-cell.ts';
import { findRunWith, recordedRoot } from './find-run.ts';
import type { LoadedPlan } from './load-plan.ts';
import { otherFilesLine } from './other-files.ts';
import { notice } from './terminal.ts';

export type RecordedCell = LoadedPlan & {
  readonly cell: CellPlan;
  readonly summary: Summary;
  /** The folder that the plan's paths are below. */
  readonly root: string;
};

const mostNamed = 10;

/** What a run recorded of a cell: its plan with the images that it had and the paths that it has here. */
export type RecordedPlan = Pick<RecordedCell, 'plan' | 'cell' | 'summary' | 'root'>;

/**
 * The cell that the selector means in a run (the newest that has it where none is named); of several, the red one.
 * Throws a MatrixError where it cannot be had as it was.
 */
export async function recordedCell(selector: string | undefined, run: string | undefined): Promise<RecordedCell> {
  const recorded = await recordedPlan(selector, run);
  const { plan, summary } = recorded;
  for (const image of plan.images) if (image.kind === 'build') await mustBeHad(image, summary);
  const shown = summary.file ?? 'matrix.yml';
  const here = projectHere(process.cwd());
  return {
    ...recorded,
    secrets: secretsFor(plan),
    // The new record stands beside the others of the project, wherever the one that is told of was copied to.
    file: { path: resolve(shown), shown, projectRoot: recordedRoot(process.cwd()) ?? here },
  };
}

/** The same without a look at what is needed to run it, but for the files of its services. Throws as that does. */
export async function recordedPlan(selector: string | undefined, run: string | undefined): Promise<RecordedPlan> {
  const folder = await findRunWith(selector, run, process.cwd());
  const { summary } = await readRecord(folder);
  const cell = await meantCell(selector, summary);
  const images = new Map(summary.images.map((image) => [image.image.key, image]));
  const recorded = pinPlan(summary.plan, cell, (key) => {
    const { id, digest } = images.get(key) ?? {};
    return id === undefined ? undefined : { id, ...(digest === undefined ? {} : { digest }) };
  });
  const before = summary.root;
  const here = projectHere(process.cwd());
  const isMoved = before !== undefined && !isBelow(folder, before);
  const plan = isMoved ? movePlan(recorded, before, here) : recorded;
  mustHaveFiles(plan);
  const [moved = cell] = plan.cells;
  return { plan, cell: moved, summary, root: isMoved ? here : (before ?? here) };
}

async function meantCell(selector: string | undefined, { cells, plan, run }: Summary): Promise<CellPlan> {
  const named = selector === undefined ? plan.cells : theCells(selector, plan.cells);
  const [only, ...others] = named;
  if (selector !== undefined && only && others.length === 0) return only;
  const ids = new Set(named.map(({ id }) => id));
  const red = cells
    .filter((cell) => ids.has(cell.cell.id) && cell.outcome && verdictOf(cell.outcome.kind) === 'red')
    .filter((cell) => !isAllowed(cell))
    .map(({ cell }) => cell);
  const among = selector === undefined ? `in the run ${run}` : `among the ${named.length} where ${selector}`;
  const [first, ...more] = red;
  if (!first)
    throw new MatrixError('usage', `No suite failed ${among}`, {
      hint: `name the cell that is meant, such as ${named[0]?.id}`,
    });
  if (more.length === 0) return first;
  const question = `${red.length} cells are red ${among}`;
  if (canAsk(red)) {
    const chosen = await chooseCell(`${question}:`, red);
    if (chosen) return chosen;
    throw new MatrixError('usage', 'None was chosen');
  }
  if (selector !== undefined) {
    notice(`${question}: this is the first of them, ${first.id}`);
    return first;
  }
  const names = red.slice(0, mostNamed).map(({ id }) => `matrix repro '${id}'`);
  const rest = red.length > mostNamed ? [`and ${red.length - mostNamed} more`] : [];
  throw new MatrixError('usage', `${question}: which one?`, { hint: [...names, ...rest].join('\n        ') });
}

/**
 * An image that was built is had from the engine, or built again of the same files. Of other files it would be another
 * image under the same name.
 */
async function mustBeHad(image: Extract<ImagePlan, { kind: 'build' }>, { run, source }: Summary): Promise<void> {
  if (await isSourceOf(image).catch(() => false)) return;
  const { docker } = await connect(process.env);
  if (image.pinned?.id !== undefined && (await findImage(docker, image.pinned.id))) return;
  const revision = source ? `commit ${source.revision.slice(0, 12)}${source.isDirty ? ', with changes' : ''}` : '';
  const others = await otherFilesLine(image, source);
  throw new MatrixError(
    'usage',
    `The image of run ${run} is not on this engine, and ${image.context} has not the files that it was built of`,
    {
      hint: `${revision === '' ? 'restore them as they were' : `the run tested ${revision}: check that out, and try again`}; files that git does not keep, and empty folders, count as well${others === undefined ? '' : `\n        ${others}`}`,
    },
  );
}

function mustHaveFiles({ cells }: Plan): void {
  const files = cells.flatMap(({ services }) =>
    Object.entries(services).flatMap(([service, { files: all }]) => all.map(({ from }) => ({ service, from }))),
  );
  const lacking = files.find(({ from }) => !existsSync(from));
  if (lacking)
    throw new MatrixError('usage', `The service ${lacking.service} needs ${lacking.from}, which is not there`, {
      hint: "run this in the project's folder",
    });
}

/** A record has the names of the secrets and not their values. */
function secretsFor({ cells }: Plan): Readonly<Record<string, string>> {
  const names = new Set(cells.flatMap(({ test }) => test.secrets));
  return Object.fromEntries(
    [...names].map((name) => {
      const value = process.env[name];
      if (value !== undefined) return [name, value];
      throw new MatrixError('usage', `${name} is not set in the environment, and the run had it as a secret`, {
        hint: 'a record keeps the names of secrets only: set it',
      });
    }),
  );
}

/** The project that somebody stands in: the nearest folder with a repository or with records, else this one. */
function projectHere(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git')) || existsSync(matrixFolder(folder))) return folder;
    if (dirname(folder) === folder) return start;
  }
}

function isBelow(path: string, folder: string): boolean {
  const below = relative(folder, path);
  return !below.startsWith('..') && !isAbsolute(below);
}
