// The words of commands that are about one cell: `[cell] [file]`, and after -- a command to be run in it.

import type { Command } from 'commander';
import { MatrixError } from '../../errors.ts';
import type { CellWords } from '../cell-of-plan.ts';
import { splitWords } from './selection-flags.ts';

/** Declares them. */
export function withCell(command: Command): Command {
  return command
    .argument('[cell]', 'a selector that leaves one cell, such as node=13,postgres=15')
    .argument('[file]', 'the matrix file, or a name in matrices/ (default: matrix.yml here or above)')
    .option('--run <run>', 'the cell as this run had it, by its folder or id: the same images')
    .option('--mount', 'with the source as it is, and as it becomes, without building an image of it')
    .allowExcessArguments();
}

/** What was said of them. Throws a MatrixError where there is more than they take. */
export function cellWords(
  command: Command,
  flags: { readonly run?: string; readonly mount?: boolean },
): CellWords & { readonly command: readonly string[] } {
  const { positional, extraArgs } = splitWords(command);
  const [selector, file, ...more] = positional;
  if (more.length > 0)
    throw new MatrixError('usage', `There is more than a cell and a matrix file: ${more.join(' ')}`, {
      hint: 'words of a command come after --',
    });
  return { selector, file, run: flags.run, mount: flags.mount ?? false, command: extraArgs };
}
