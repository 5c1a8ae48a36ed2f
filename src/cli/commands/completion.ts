import { Argument, type Command, Option } from 'commander';
import { completionScript, type Shell, shells } from '../completion-script.ts';
import { splitWords } from './selection-flags.ts';

const help = `
Prints what a shell has to be told for Tab to complete commands, flags and their values: the axes and values of the matrix
file here in selectors, its services, the names in matrices/, recorded runs. It asks matrix itself, so it needs no renewal.

  bash  in ~/.bashrc:                  source <(matrix completion bash)
  zsh   in ~/.zshrc, after compinit:   source <(matrix completion zsh)
  fish  once:                          matrix completion fish > ~/.config/fish/completions/matrix.fish

Examples:
  $ matrix completion bash
  $ matrix completion zsh
  $ matrix completion fish`;

export function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('what makes Tab complete command lines, for bash, zsh or fish')
    .addArgument(new Argument('<shell>', 'whose').choices([...shells]))
    .addOption(new Option('--complete', 'say what the last of the words after -- may become').hideHelp())
    .allowExcessArguments()
    .addHelpText('after', help)
    .action(async (shell: Shell, flags: { readonly complete?: boolean }, command: Command) => {
      if (flags.complete) {
        const { complete } = await import('../completion-command.ts');
        for (const line of await complete(program, splitWords(command).extraArgs)) process.stdout.write(`${line}\n`);
        return;
      }
      process.stdout.write(completionScript(shell));
    });
}
