import type { Command } from 'commander';
import { cellWords, withCell } from './cell-words.ts';
import type { Exit } from './exit.ts';

type ShellFlags = { readonly run?: string; readonly mount?: boolean; readonly service?: string };

const help = `
Boots the network and the services of the cell, waits until they are ready, and opens a shell in its image with the
environment of its suite. Every key goes to the shell, Ctrl-C too; its exit code is the command's, and all of it goes
with it. A cell that a run left standing (matrix run --keep failed, matrix repro) is entered as its suite left it, and
stands until matrix clean ends it, which spares it while a shell is open in it, as the end of --for does; without a cell,
one that stands is meant.

--service opens the client of a service that is known (psql, mysql, redis-cli, mongosh, …), else a shell in it. From a
pipe the shell reads what it is to do; words after -- are run in place of it (matrix run adds them to its command).

With --mount the source here goes into the container, and what changes here follows it there within a moment; what is
changed there stays there. Nothing is built for it, and the project's folder is mounted nowhere.

Examples:
  $ matrix shell node=13,postgres=15
  $ matrix shell node=13,postgres=15 -- node --version
  $ matrix shell node=13,postgres=15 --service db -- psql -U app -c 'select version()'
  $ matrix shell node=13,postgres=15 --mount -- node --version
  $ matrix shell node=13,postgres=15 --run 20261125-101500-3f2a

Exit codes: those of the shell; 2 the command line is wrong, 3 the environment could not be had.`;

export function addShell(program: Command, exit: Exit): void {
  withCell(program.command('shell'))
    .description('a shell in the environment of a cell, beside its services; what is typed is gone with it')
    .option('--service <name>', 'in this service: its client, or a shell')
    .addHelpText('after', help)
    .action(async (_cell: unknown, _file: unknown, flags: ShellFlags, command: Command) => {
      const [{ cellOfPlan, standingCell }, { shell }] = await Promise.all([
        import('../cell-of-plan.ts'),
        import('../shell-command.ts'),
      ]);
      const words = cellWords(command, flags);
      const of = (await standingCell(words)) ?? (await cellOfPlan(words));
      const keptBy = { root: of.projectRoot, run: of.run };
      exit(await shell(of, { keptBy, service: flags.service, command: words.command }));
    });
}
