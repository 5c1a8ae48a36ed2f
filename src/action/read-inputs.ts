// The inputs of action.yml to what the commands take. Pure over a look-up of texts; what is wrong with one is told by
// its name.

import type { PlanOptions } from '../cli/load-plan.ts';
import type { ReportFiles } from '../cli/write-reports.ts';
import { coverOf } from '../config/cover-strength.ts';
import { MatrixError } from '../errors.ts';
import { parseShard } from '../matrix/shard.ts';
import { splitWords } from './split-words.ts';

/** In the order of action.yml. A new kind of report is one more word of `reportInputs`, and an output beside it. */
export const reportInputs = ['html', 'junit', 'json', 'markdown'] as const satisfies readonly (keyof ReportFiles)[];
export const inputNames = [
  'file',
  'only',
  'except',
  'shard',
  'times',
  'cover',
  'jobs',
  'fail-fast',
  'retries',
  'args',
  'working-directory',
  'summary',
  'annotations',
  ...reportInputs,
] as const;

export type InputName = (typeof inputNames)[number];

export type Inputs = {
  readonly plan: PlanOptions;
  readonly reports: ReportFiles;
  readonly workingDirectory: string;
  readonly summary: boolean;
  readonly annotations: boolean;
};

/** Reads the inputs; an empty text is one that was not given. Throws a MatrixError (`usage`). */
export function readInputs(textOf: (name: InputName) => string): Inputs {
  const text = (name: InputName) => textOf(name).trim() || undefined;
  const lines = (name: InputName) =>
    textOf(name)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  const read = <Value>(name: InputName, parse: (text: string) => Value | undefined, expected: string) => {
    const given = text(name);
    if (given === undefined) return undefined;
    const value = parse(given);
    if (value !== undefined) return value;
    throw new MatrixError('usage', `The input "${name}" is "${given}": expected ${expected}`);
  };
  const flag = (name: InputName) => read(name, booleanOf, 'true or false');

  const shard = read('shard', parseShard, 'such as 2/5, the second of five');
  const times = text('times');
  const jobs = read('jobs', jobsOf, 'how many cells at once, or auto');
  const cover = read('cover', coverOf, 'all, pairwise or a strength from 2 to 6');
  const failFast = flag('fail-fast');
  const retries = read('retries', countOf, 'a whole number');
  const file = (name: InputName) => read(name, (path) => (path === '-' ? undefined : path), 'the name of a file');
  return {
    plan: {
      file: text('file'),
      only: lines('only'),
      except: lines('except'),
      ...(shard && { shard }),
      ...(times !== undefined && { times }),
      extraArgs: splitWords(textOf('args')),
      overrides: {
        ...(jobs !== undefined && { jobs }),
        ...(failFast !== undefined && { failFast }),
        ...(retries !== undefined && { retries }),
        ...(cover !== undefined && { cover }),
      },
    },
    reports: { html: file('html'), junit: file('junit'), json: file('json'), markdown: file('markdown') },
    workingDirectory: text('working-directory') ?? '.',
    summary: flag('summary') ?? true,
    annotations: flag('annotations') ?? true,
  };
}

/** What YAML 1.2 takes for one, as GitHub's own actions do. */
function booleanOf(text: string): boolean | undefined {
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  return /^(?:false|False|FALSE)$/.test(text) ? false : undefined;
}

function countOf(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

function jobsOf(text: string): number | 'auto' | undefined {
  return text === 'auto' ? text : countOf(text) || undefined;
}
