import type { Command } from 'commander';
import { MatrixError } from '../../errors.ts';
import { collect } from '../flag-values.ts';
import type { Exit } from './exit.ts';

type LockFlags = { readonly update?: true | readonly string[]; readonly check?: boolean };

const help = `
A tag moves: postgres:15 is another image next month. matrix lock asks the registries what every image of the matrix is
now, those that Dockerfiles begin with and those of services, and writes it to matrix.lock.json beside the matrix file, a
line an image, to be committed. Every run takes exactly these from then on, on every machine, and builds on them.

What is locked stays as it is until --update; what is missing is added, what no cell needs any more is dropped.

Examples:
  $ matrix lock
  $ matrix lock --check
  $ matrix lock --update postgres:15
  $ matrix lock --update

Exit codes: 1 where --check finds that a tag has moved, or that the lock lacks an image or has one too many; 2 the matrix
file or the lock is wrong; 3 a registry could not be asked.`;

export function addLock(program: Command, exit: Exit): void {
  program
    .command('lock')
    .description('pin the images of the matrix to their digests, in matrix.lock.json, which every run then goes by')
    .argument('[file]', 'the matrix file, or a name in matrices/ (default: matrix.yml here or above)')
    .option(
      '--update [image]',
      'ask again for all images, or for this one (repeat for more), and write what moved',
      collect,
    )
    .option('--check', 'write nothing: tell what has moved, is missing or is too much, and end with 1 if anything is')
    .addHelpText('after', help)
    .action(async (file: string | undefined, { update, check = false }: LockFlags) => {
      if (update && check)
        throw new MatrixError('usage', '--check writes nothing, and --update does', { hint: 'leave one of them out' });
      const [{ lock }, { say }] = await Promise.all([import('../lock-command.ts'), import('../terminal.ts')]);
      const which = update === true ? 'all' : (update ?? []);
      exit(await lock({ file, update: which, check }, say));
    });
}
