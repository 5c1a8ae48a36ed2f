// The flags that choose cells, and what the words of a command line ask of the planning.

import type { Command } from 'commander';
import { MatrixError } from '../../errors.ts';
import type { Shard } from '../../matrix/shard.ts';
import { collect, cover, shard } from '../flag-values.ts';
import type { PlanOptions } from '../load-plan.ts';

export type SelectionFlags = {
  readonly only?: readonly string[];
  readonly except?: readonly string[];
  readonly shard?: Shard;
  readonly times?: string;
  readonly cover?: 'all' | number;
};

/** What a run asks beyond the selection. */
export type OverrideFlags = {
  readonly jobs?: number | 'auto';
  readonly failFast?: boolean;
  readonly retries?: number;
  readonly timeout?: number;
  readonly failed?: boolean;
  readonly run?: string;
  readonly mount?: boolean;
};

export function withSelection(command: Command): Command {
  return command
    .argument('[file]', 'the matrix file, or a name in matrices/ (default: matrix.yml here or above)')
    .option('--only <selector>', 'only these cells, such as node>=15,postgres=13; repeat for more', collect)
    .option('--except <selector>', 'not these cells; repeat for more', collect)
    .option('--shard <i/n>', 'of what is left, the i-th of n parts', shard)
    .option(
      '--times <run>',
      'balance the shards by the times of this run: its folder, its run.json, or what --json wrote',
    )
    .option('--cover <all|pairwise|2..6>', 'instead of what the file says', cover)
    .allowExcessArguments();
}

export function planOptions(
  file: string | undefined,
  flags: SelectionFlags & OverrideFlags,
  command: Command,
  cutsAnyway = false,
): PlanOptions {
  const { extraArgs, positional } = splitWords(command);
  if (positional.length > 1) {
    throw new MatrixError('usage', `One matrix file at a time, not ${positional.length}: ${positional.join(' ')}`, {
      hint: 'words for the test command come after --',
    });
  }
  const { jobs: atOnce, failFast, retries, timeout, shard: part, times, cover: strength } = flags;
  if (times !== undefined && !part && !cutsAnyway)
    throw new MatrixError('usage', '--times balances shards, and there are none', { hint: 'such as --shard 2/5' });
  if (flags.run !== undefined && !flags.failed)
    throw new MatrixError('usage', '--run names the run whose red cells are meant', { hint: 'add --failed' });
  return {
    file: positional.length === 0 ? undefined : file,
    ...(flags.failed ? { failed: { run: flags.run } } : {}),
    only: flags.only ?? [],
    except: flags.except ?? [],
    ...(part === undefined ? {} : { shard: part }),
    ...(times === undefined ? {} : { times }),
    extraArgs,
    overrides: {
      ...(atOnce === undefined ? {} : { jobs: atOnce }),
      ...(failFast === undefined ? {} : { failFast }),
      ...(retries === undefined ? {} : { retries }),
      ...(timeout === undefined ? {} : { timeoutMs: timeout }),
      ...(strength === undefined ? {} : { cover: strength }),
      ...(flags.mount ? { mount: true } : {}),
    },
  };
}

/**
 * The arguments of a command before and after `--`. Commander gives them as one list; the raw words tell where it
 * began.
 */
export function splitWords({ args }: Command): {
  readonly positional: readonly string[];
  readonly extraArgs: readonly string[];
} {
  const raw = process.argv.indexOf('--');
  const extraArgs = raw === -1 ? [] : process.argv.slice(raw + 1);
  return { extraArgs, positional: args.slice(0, args.length - extraArgs.length) };
}
