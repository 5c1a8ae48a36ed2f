import { type Command, Option } from 'commander';
import { lifetime } from '../flag-values.ts';
import { type ReporterName, reporterNames } from '../reporter-names.ts';
import type { Exit } from './exit.ts';

type ReproFlags = {
  readonly run?: string;
  readonly reporter?: ReporterName;
  readonly export?: string;
  readonly for?: number;
};

const help = `
Runs the suite of one cell again with what its run had: the images by their content addresses, the command, environment
and services. Where it fails again the cell is left standing: matrix shell enters it beside its still populated
services, matrix clean ends it. The run may be one that was copied from elsewhere, such as an artifact of a workflow:
what its paths name is then looked for in the project's folder here, and files that are not those of the run are told.

Of several red cells the first of those that the selector leaves is meant; without one you are asked.

With --export nothing is run. The folder gets a compose.yaml, the Dockerfile with its build context, the files of the
services, a README.md, and run.sh, which waits for the services and runs the suite. It takes Docker and Compose, and
nothing of matrix: it can be sent to whoever is to look at the failure. Images of services are pinned to the digests of
the run; secrets are asked for by their names. Where the project's files are not those of the run any more, it is
refused. An earlier export is replaced; any other folder has to be empty.

Examples:
  $ matrix repro
  $ matrix repro node=13
  $ matrix repro node=13,postgres=15 --export repro
  $ matrix repro node=13,postgres=15 --run .matrix/runs/20261125-101500-3f2a

Exit codes: those of matrix run, so 1 where it is reproduced, and 0 where it passes now; with --export 0. That of run.sh
is the suite's, and 3 where the suite could not be started.`;

export function addRepro(program: Command, exit: Exit): void {
  program
    .command('repro')
    .description('a cell of a recorded run again, from the very images it had; left standing where it fails')
    .argument('[cell]', 'a selector that leaves one cell (default: the only red one)')
    .option('--run <run>', 'of this run, by its folder or id (default: the newest that has the cell)')
    .option('--for <duration>', 'leave it standing for so long, such as 2h (default: until matrix clean)', lifetime)
    .addOption(new Option('--reporter <name>', 'how to show it').choices([...reporterNames]))
    .addOption(
      new Option('--export <folder>', 'write it as a folder for Docker and Compose, and run nothing').conflicts(
        'reporter',
      ),
    )
    .addHelpText('after', help)
    .action(async (cell: string | undefined, flags: ReproFlags) => {
      const { repro } = await import('../repro-command.ts');
      exit(await repro(cell, { run: flags.run, reporter: flags.reporter, export: flags.export, keepForMs: flags.for }));
    });
}
