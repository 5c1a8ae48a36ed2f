import type { Command } from 'commander';

const help = `
Looks at package.json, .nvmrc and the lock file; pyproject.toml, requirements and tox.ini; composer.json; a Dockerfile, a
compose file, and the workflows of GitHub that have a matrix. Says what it found, and never overwrites a file.

Examples:
  $ matrix init --print`;

export function addInit(program: Command): void {
  program
    .command('init')
    .description('look at the project here and write a matrix.yml for it')
    .option('--print', 'print it instead')
    .addHelpText('after', help)
    .action(async (flags: { readonly print?: boolean }) => {
      const { init } = await import('../init-command.ts');
      await init({ print: flags.print ?? false });
    });
}
