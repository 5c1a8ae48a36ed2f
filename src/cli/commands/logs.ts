import type { Command } from 'commander';
import { count } from '../flag-values.ts';

const help = `
Prints the bytes as they were written, secrets masked; a run that goes on has them too. Where a suite
printed nothing, that is told on stderr with what became of it.

Examples:
  $ matrix logs node=13,postgres=15
  $ matrix logs node=13,postgres=15 db
  $ matrix logs node=13,postgres=15 --run 20261125-101500-3f2a

Exit codes: 2 the command line is wrong, or there is no such log since the suite or service was never started.`;

export function addLogs(program: Command): void {
  program
    .command('logs')
    .description('what the suite of a cell, or one of its services, has written')
    .argument('<cell>', 'a selector that leaves one cell, such as node=13,postgres=15')
    .argument('[service]', 'the service (default: the suite)')
    .option('--run <run>', 'of this run, by its folder or id (default: the newest that has the cell)')
    .option('--attempt <n>', 'of this attempt (default: the last)', count)
    .addHelpText('after', help)
    .action(
      async (
        cell: string,
        service: string | undefined,
        flags: { readonly run?: string; readonly attempt?: number },
      ) => {
        const { logs } = await import('../logs-command.ts');
        await logs(cell, service, { run: flags.run, attempt: flags.attempt });
      },
    );
}
