// What may stand where a command line ends. Pure: the commands and the words in, what is wanted out.

import type { CommandNode, FlagNode, WordKind } from './command-tree.ts';

export type Candidate = { readonly word: string; readonly description?: string };

/** What the last of the words may become. */
export type Expected =
  | { readonly kind: 'words'; readonly candidates: readonly Candidate[] }
  /** To be looked up, as a word of this command. `before`: what of the word is no part of it, such as `--only=`. */
  | { readonly kind: 'lookup'; readonly of: WordKind; readonly before: string };

const nothing: Expected = { kind: 'words', candidates: [] };

/** The words are those after the program's name, the last of them the one that is being written, be it empty. */
export function expectedWord(tree: readonly CommandNode[], words: readonly string[]): Expected {
  const [first = '', ...rest] = words;
  if (rest.length === 0)
    return { kind: 'words', candidates: tree.map(({ name, description }) => ({ word: name, description })) };
  const command = tree.find(({ name }) => name === first);
  if (first === 'help') return expectedWord(tree, rest.slice(-1));
  if (!command) return nothing;
  const { given, open, isBehind } = walk(command, rest.slice(0, -1));
  const word = rest.at(-1) ?? '';
  if (isBehind) return lookup({ kind: 'path', choices: [] }, '');
  if (open && !(open.isOptional && word.startsWith('-'))) return lookup(open, '');
  const [name = '', value] = word.split(/=(.*)/s, 2);
  const flag = flagNamed(command, name);
  if (value !== undefined && flag?.value) return lookup(flag.value, `${name}=`);
  if (word.startsWith('-')) return { kind: 'words', candidates: flagsOf(command) };
  const next = command.words[given.length] ?? command.words.findLast(({ isRepeated }) => isRepeated);
  return next ? lookup(next, '') : nothing;
}

/** The words that are no flags, the value that a flag still waits for, and whether `--` has come. */
function walk(command: CommandNode, words: readonly string[]) {
  const given: string[] = [];
  let open: FlagNode['value'];
  for (const word of words) {
    if (word === '--') return { given, open: undefined, isBehind: true };
    const isValue = open && !(open.isOptional && word.startsWith('-'));
    open = undefined;
    if (isValue) continue;
    if (word.startsWith('-')) open = flagNamed(command, word)?.value;
    else given.push(word);
  }
  return { given, open, isBehind: false };
}

function flagNamed({ flags }: CommandNode, name: string): FlagNode | undefined {
  return flags.find(({ names }) => names.includes(name));
}

function flagsOf({ flags }: CommandNode): readonly Candidate[] {
  return flags.map(({ names: [word = ''], description }) => ({ word, description }));
}

function lookup(of: WordKind, before: string): Expected {
  if (of.choices.length === 0) return { kind: 'lookup', of, before };
  return { kind: 'words', candidates: of.choices.map((word) => ({ word: before + word })) };
}
