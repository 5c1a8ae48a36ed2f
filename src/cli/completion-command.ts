// matrix completion: what a word of a command line may become, looked up where that is needed.

import { readdir } from 'node:fs/promises';
import type { Command } from 'commander';
import { valueText } from '../model/cell.ts';
import { listRuns } from '../record/list-runs.ts';
import { commandTree, type WordKind } from './command-tree.ts';
import { type AxisNames, completeSelector } from './complete-selector.ts';
import { type Candidate, expectedWord } from './expected-word.ts';
import { recordedRoot } from './find-run.ts';
import { loadPlan } from './load-plan.ts';

/** What tells the shell to offer files. */
const files = ':files';

/**
 * A line for each word that the last one may become, with a tab and its description where it has one; `:files` where it
 * is the name of a file. Never rejects: who is typing must not be told of mistakes elsewhere.
 */
export async function complete(program: Command, words: readonly string[]): Promise<readonly string[]> {
  const expected = expectedWord(commandTree(program), words);
  const word = words.at(-1) ?? '';
  if (expected.kind === 'words') return lines(expected.candidates, word);
  const { of, before } = expected;
  const written = word.slice(before.length);
  const found = await lookup(of, written).catch(() => []);
  if (found === undefined) return [files];
  return lines(
    found.map((one) => ({ ...one, word: before + one.word })),
    word,
  );
}

function lines(candidates: readonly Candidate[], begun: string): readonly string[] {
  return candidates
    .filter(({ word }) => word.startsWith(begun))
    .map(({ word, description }) => (description === undefined ? word : `${word}\t${description}`));
}

/** Undefined where it is a file's name. */
async function lookup({ kind }: WordKind, written: string): Promise<readonly Candidate[] | undefined> {
  switch (kind) {
    case 'selector':
    case 'cell':
      return completeSelector(written, await axes());
    case 'axis':
      return (await axes()).map(({ name }) => ({ word: name }));
    case 'service':
    case 'name':
      return services();
    case 'run':
    case 'runs':
      return runs();
    case 'file': {
      const named = await matrices();
      return named.some(({ word }) => word.startsWith(written)) ? named : undefined;
    }
    case 'path':
    case 'folder':
      return undefined;
    default:
      return [];
  }
}

const whole = { file: undefined, only: [], except: [], extraArgs: [], overrides: { cover: 'all' } } as const;

async function axes(): Promise<readonly AxisNames[]> {
  return (await loadPlan(whole)).axes.map(({ name, values }) => ({
    name,
    values: values.map(valueText),
  }));
}

async function services(): Promise<readonly Candidate[]> {
  const { plan } = await loadPlan(whole);
  return [...new Set(plan.cells.flatMap(({ services: all }) => Object.keys(all)))].map((word) => ({ word }));
}

async function runs(): Promise<readonly Candidate[]> {
  const root = recordedRoot(process.cwd());
  return root === undefined ? [] : (await listRuns(root)).map(({ run }) => ({ word: run }));
}

/** The names of the files in `matrices/`. */
async function matrices(): Promise<readonly Candidate[]> {
  const names = (await readdir('matrices').catch(() => [])).filter((name) => /\.ya?ml$/.test(name));
  return names.toSorted().map((name) => ({ word: name.replace(/\.ya?ml$/, '') }));
}
