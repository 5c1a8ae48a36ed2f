import type { Command } from 'commander';
import type { Exit } from './exit.ts';

export function addShell(program: Command, exit: Exit): void {
  program
    .command('shell')
    .description('a shell in the environment of a cell, beside its services; what is typed is gone with it')
    .argument('<cell>', 'a selector that leaves one cell, such as node=13,postgres=15')
    .argument('[file]', 'the matrix file, or a name in matrices/ (default: matrix.yml here or above)')
    .action(async (cell: string, file: string | undefined) => {
      const [{ loadPlan }, { shell }] = await Promise.all([import('../load-plan.ts'), import('../shell-command.ts')]);
      exit(await shell(cell, await loadPlan({ file, only: [], except: [], extraArgs: [], overrides: {} })));
    });
}
