import type { Command } from 'commander';
import type { Exit } from './exit.ts';

export function addClean(program: Command, exit: Exit): void {
  program
    .command('clean')
    .description('remove what dead runs left on the engine')
    .option('--images', 'the images that were built as well, those of all projects')
    .option('--dry-run', 'only say what would be removed')
    .action(async (flags: { readonly images?: boolean; readonly dryRun?: boolean }) => {
      const { clean } = await import('../clean-command.ts');
      exit(await clean(flags, (line) => process.stdout.write(`${line}\n`)));
    });
}
