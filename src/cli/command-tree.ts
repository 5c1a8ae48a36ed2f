// The commands with their flags and words, out of commander's own tree, as plain data.

import type { Argument, Command, Option } from 'commander';

/** What a word may be: one of some, or of a kind that has to be looked up (`file`, `cell`, `selector`, `run`, …). */
export type WordKind = { readonly kind: string; readonly choices: readonly string[] };

export type FlagNode = {
  /** `--only`, or `-j` beside `--jobs`. */
  readonly names: readonly string[];
  readonly description: string;
  readonly value: (WordKind & { readonly isOptional: boolean }) | undefined;
};

export type CommandNode = {
  readonly name: string;
  readonly description: string;
  readonly flags: readonly FlagNode[];
  readonly words: readonly (WordKind & { readonly isRepeated: boolean })[];
};

/** Everything that a command line may begin with. */
export function commandTree(program: Command): readonly CommandNode[] {
  return program.commands
    .filter((command) => !isHidden(command))
    .map((command) => ({
      name: command.name(),
      description: command.description(),
      flags: [...command.options.filter(({ hidden }) => !hidden).map(flagNode), help],
      words: command.registeredArguments.map(wordNode),
    }));
}

const help: FlagNode = { names: ['--help', '-h'], description: 'display help for command', value: undefined };

function isHidden(command: Command): boolean {
  return '_hidden' in command && command._hidden === true;
}

function flagNode({ long, short, description, required, optional, flags, argChoices }: Option): FlagNode {
  const placeholder = /[<[]([^>\]]*)[>\]]/.exec(flags)?.[1] ?? '';
  // The file of a flag is any; only as a word is it a matrix file.
  const kind = placeholder === 'file' ? 'path' : placeholder;
  return {
    names: [long, short].filter((name) => name !== undefined && name !== null) as string[],
    description,
    value: required || optional ? { kind, choices: argChoices ?? [], isOptional: optional } : undefined,
  };
}

function wordNode(argument: Argument) {
  return { kind: argument.name(), choices: argument.argChoices ?? [], isRepeated: argument.variadic };
}
