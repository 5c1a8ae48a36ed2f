import type { Command } from 'commander';
import type { Exit } from './exit.ts';

const help = `
Everything that a run makes is labelled with the process that owns it. What no live process owns any more is removed,
cells that were left standing on purpose too; what is of a run that goes on, of another machine, or of somebody else is
left alone.

Examples:
  $ matrix clean --dry-run
  $ matrix clean

Exit codes: 3 where something could not be removed.`;

export function addClean(program: Command, exit: Exit): void {
  program
    .command('clean')
    .description('remove what dead runs left on the engine')
    .option('--images', 'the images that were built as well, those of all projects')
    .option('--dry-run', 'only say what would be removed')
    .addHelpText('after', help)
    .action(async (flags: { readonly images?: boolean; readonly dryRun?: boolean }) => {
      const [{ clean }, { say }] = await Promise.all([import('../clean-command.ts'), import('../terminal.ts')]);
      exit(await clean(flags, say));
    });
}
