import type { Command } from 'commander';
import type { Exit } from './exit.ts';

const help = `
Looks at what runs need, and says of each thing how it is, and what mends it: the engine, how it was found, its limits,
storage and clock; room on the disks of the engine and of the record, in memory, among processors and addresses; the
registries of the matrix, each asked for one image; and what runs have left. Nothing is changed, and nothing is waited
for longer than ten seconds.

Examples:
  $ matrix doctor
  $ matrix doctor --json

Exit codes: 0 where a run can begin, also with warnings; 2 where the named file is not there; 3 where something
would stop it.`;

export function addDoctor(program: Command, exit: Exit): void {
  program
    .command('doctor')
    .description('what would stop a run here, each with its fix')
    .argument('[file]', 'the matrix file, or a name in matrices/ (default: matrix.yml here or above)')
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', help)
    .action(async (file: string | undefined, { json = false }: { readonly json?: boolean }) => {
      const [{ doctor }, { screenOf }] = await Promise.all([import('../doctor-command.ts'), import('../terminal.ts')]);
      exit(await doctor({ file, json, version: program.version() ?? '' }, screenOf(process.stdout)));
    });
}
