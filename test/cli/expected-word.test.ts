import { Argument, Command, Option } from 'commander';
import { expect, test } from 'vitest';
import { commandTree } from '../../src/cli/command-tree.ts';
import { expectedWord } from '../../src/cli/expected-word.ts';

const program = new Command('matrix');
program
  .command('run')
  .description('runs')
  .argument('[cell]')
  .argument('[file]')
  .option('--only <selector>', 'these')
  .option('-j, --jobs <n>', 'at once')
  .option('--json <file>', 'results')
  .option('--update [image]', 'again')
  .addOption(new Option('--keep <which>', 'keep').choices(['never', 'always']))
  .addOption(new Option('--secret', 'not for people').hideHelp());
program.command('report').description('reports').argument('[runs...]');
program
  .command('schema')
  .description('schemas')
  .addArgument(new Argument('[of]').choices(['file', 'run']));
program.command('inner', { hidden: true });
const tree = commandTree(program);

const told = (...words: string[]) => {
  const expected = expectedWord(tree, words);
  if (expected.kind === 'words') return expected.candidates.map(({ word }) => word);
  return `${expected.before}<${expected.of.kind}>`;
};
const flags = ['--only', '--jobs', '--json', '--update', '--keep', '--help'];

test.each<[readonly string[], readonly string[] | string]>([
  [[''], ['run', 'report', 'schema']],
  [
    ['help', ''],
    ['run', 'report', 'schema'],
  ],
  [['nothing', ''], []],
  [['run', ''], '<cell>'],
  [['run', 'node=13', ''], '<file>'],
  [['run', 'node=13', 'm.yml', ''], []],
  [['run', '--'], flags],
  [['run', 'node=13', '-'], flags],
  [['run', '--only', ''], '<selector>'],
  [['run', '--only', 'a=1', ''], '<cell>'],
  [['run', '--only=a'], '--only=<selector>'],
  [['run', '--only=a', ''], '<cell>'],
  [['run', '-j', ''], '<n>'],
  [['run', '--json', ''], '<path>'],
  [
    ['run', '--keep', ''],
    ['never', 'always'],
  ],
  [
    ['run', '--keep='],
    ['--keep=never', '--keep=always'],
  ],
  [['run', '--update', ''], '<image>'],
  [['run', '--update', '--'], flags],
  [['run', '--update', '--jobs', '3', ''], '<cell>'],
  [['run', '--', ''], '<path>'],
  [['run', '--', '--on'], '<path>'],
  [['report', 'a', 'b', ''], '<runs>'],
  [
    ['schema', ''],
    ['file', 'run'],
  ],
  [['schema', '--'], ['--help']],
])('%j', (words, expected) => {
  expect(told(...words)).toEqual(expected);
});

test('what is hidden from people is not offered, and what is offered is described', () => {
  expect(tree.map(({ name, description }) => [name, description])).toEqual([
    ['run', 'runs'],
    ['report', 'reports'],
    ['schema', 'schemas'],
  ]);
  expect(tree[0]?.flags.find(({ names }) => names.includes('-j'))).toEqual({
    names: ['--jobs', '-j'],
    description: 'at once',
    value: { kind: 'n', choices: [], isOptional: false },
  });
});
