import type { Command } from 'commander';
import { type PublishWord, publish } from '../publish-flag.ts';
import { cellWords, withCell } from './cell-words.ts';
import type { Exit } from './exit.ts';

type UpFlags = { readonly run?: string; readonly mount?: boolean; readonly publish?: readonly PublishWord[] };

const help = `
Boots the network and the services of the cell, waits until they are ready, and keeps all of it until Ctrl-C, which
removes it. No suite is run; words after -- are run in its place, with its environment.

--publish takes [HOST_PORT:][SERVICE:]PORT, and may be repeated. Without a host port one is taken that is free; without
a service the one is meant that says it listens on that port; "test" is the image of the suite, which then does what it
does by itself. Ports are reached on 127.0.0.1 and nowhere else.

With --mount what runs in place of the suite gets the source as it is here, and what changes here follows it there.

Examples:
  $ matrix up node=20,postgres=15 --publish 5432
  $ matrix up node=20,postgres=15 --publish 15432:db:5432
  $ matrix up node=20,postgres=15 --publish 8080:test:80 -- npm start
  $ matrix up node=20,postgres=15 --publish 8080:test:80 --mount -- npm start

Exit codes: 130 after Ctrl-C, 143 when it was terminated; that of the command where it ends by itself; 2 the command line
is wrong, 3 the environment could not be had.`;

export function addUp(program: Command, exit: Exit): void {
  withCell(program.command('up'))
    .description('the environment of a cell, booted and kept until Ctrl-C, its ports reached from here if wanted')
    .option(
      '--publish <port>',
      'reach a port on 127.0.0.1: 5432, db:5432, 8080:80, 8080:web:80; repeat for more',
      publish,
    )
    .addHelpText('after', help)
    .action(async (_cell: unknown, _file: unknown, flags: UpFlags, command: Command) => {
      const [{ cellOfPlan }, { up }] = await Promise.all([import('../cell-of-plan.ts'), import('../up-command.ts')]);
      const words = cellWords(command, flags);
      exit(await up(await cellOfPlan(words), { publish: flags.publish ?? [], command: words.command }));
    });
}
