import { type Command, Option } from 'commander';
import { type ReporterName, reporterNames } from '../reporter-names.ts';
import type { Exit } from './exit.ts';

type ReproFlags = { readonly run?: string; readonly reporter?: ReporterName };

export function addRepro(program: Command, exit: Exit): void {
  program
    .command('repro')
    .description('a cell of a recorded run again, from the very images it had; left standing where it fails')
    .argument('[cell]', 'a selector that leaves one cell (default: the only red one)')
    .option('--run <run>', 'of this run, by its folder or id (default: the newest)')
    .addOption(new Option('--reporter <name>', 'how to show it').choices([...reporterNames]))
    .action(async (cell: string | undefined, flags: ReproFlags) => {
      const { repro } = await import('../repro-command.ts');
      exit(await repro(cell, { run: flags.run, reporter: flags.reporter }));
    });
}
