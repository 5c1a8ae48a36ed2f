import type { Command } from 'commander';
import { count } from '../flag-values.ts';

export function addLogs(program: Command): void {
  program
    .command('logs')
    .description('what the suite of a cell, or one of its services, has written')
    .argument('<cell>', 'a selector that leaves one cell, such as node=13,postgres=15')
    .argument('[service]', 'the service (default: the suite)')
    .option('--run <run>', 'of this run, by its folder or id (default: the newest)')
    .option('--attempt <n>', 'of this attempt (default: the last)', count)
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
