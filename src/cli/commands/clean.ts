import { type Command, Option } from 'commander';
import { count } from '../flag-values.ts';
import type { Exit } from './exit.ts';

type CleanFlags = { readonly images?: boolean; readonly runs?: true | number; readonly dryRun?: boolean };

/** So many records tell how a matrix has fared of late. */
const usualRuns = 10;

const help = `
Everything that a run makes is labelled with the process that owns it. What no live process owns any more is removed,
each thing told with the folder of its project; cells that were left standing on purpose too, unless a matrix shell is
open in them. What is of a run that goes on, of another machine, or of somebody else is left alone. Records are removed
also where no engine answers.

Built images make the next run quick, and runs themselves remove those that nobody wants any more: of images that differ
in nothing but their files the newest two stay, those of the last run stay, and what was not used for two weeks goes, as
does what is too much when all of them take more than 10 GiB. --images removes all of them.

Examples:
  $ matrix clean --dry-run
  $ matrix clean
  $ matrix clean --runs 20 --dry-run
  $ matrix clean --images --runs --dry-run

Exit codes: 3 where something could not be removed.`;

export function addClean(program: Command, exit: Exit): void {
  program
    .command('clean')
    .description('remove what dead runs left on the engine')
    .option('--images', 'the images that were built as well, those of all projects')
    .addOption(
      new Option(
        '--runs [keep]',
        `the records of this project as well, but for the newest ${usualRuns}, or so many`,
      ).argParser(count),
    )
    .option('--dry-run', 'only say what would be removed')
    .addHelpText('after', help)
    .action(async ({ images = false, runs, dryRun = false }: CleanFlags) => {
      const [{ clean }, { say }] = await Promise.all([import('../clean-command.ts'), import('../terminal.ts')]);
      const keepRuns = runs === true ? usualRuns : runs;
      exit(await clean({ images, keepRuns, dryRun }, say));
    });
}
