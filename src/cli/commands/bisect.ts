import { type Command, InvalidArgumentError } from 'commander';
import { MatrixError } from '../../errors.ts';
import { collect, count } from '../flag-values.ts';
import type { Exit } from './exit.ts';
import { splitWords } from './selection-flags.ts';

type BisectFlags = {
  readonly good?: string;
  readonly bad?: string;
  readonly values?: string;
  readonly tags?: string;
  readonly filter?: string;
  readonly only?: readonly string[];
  readonly except?: readonly string[];
  readonly repeats: number;
  readonly flaky?: number;
  readonly json?: string;
};

const help = `
The suite is run at the two ends of the axis, and then halfway between a value where it passes and one where it fails,
until the two are neighbours: three runs and the two ends for eight values, five and the ends for thirty. Every run has a
record of its own, and no image is built or pulled but those of values that are tried. Words after -- are added to the test
command.

Which values: those of the axis in the order written, others by --values, or the versions among the tags that a registry
has of an image. In --tags each * is one number, so node:*-slim finds 20 and 22, and node:20.*.*-slim every release of
20; what the matrix file has in its axis is then that version, without what stands around it. The engine's mirrors of
Docker Hub are asked first. --good and --bad name the ends; where one is left out it is the end of the axis on the other
side, and where both are, which is which is found out. Good above bad is fine: then the first value is found where the
suite passes again.

Nothing else may change on the way: where the matrix has other axes, --only chooses one value of each.

An image that does not build, a service that does not come up or an engine that fails says nothing of the value: another
one near it is tried. At an end that was named this stops the search.

A suite that now and then fails, or passes, by itself: --flaky 20 says that a run is wrong in 20 % of the cases at most.
Then values are asked again, the most telling one each time, until the answer is wrong in 1 % of the cases at most,
whatever the suite is (28 runs for eight values where 20 % are really wrong; 16 where none is). Without --flaky
this begins by itself, with 20 %, as soon as one value has both passed and failed; as each is asked once, that is seen only
where the matrix file has retries, or with --repeats 2.

Examples:
  $ matrix bisect node
  $ matrix bisect node --only 'postgres=15'
  $ matrix bisect node --values 13,15,20,22 --good 22 --bad 13
  $ matrix bisect node --tags 'node:*-slim' --filter '>=15 <26'
  $ matrix bisect node --flaky 20 --json bisect.json

Exit codes:
  0   found
  1   there is no such turn: both ends pass, both fail, or good and bad are the wrong way round
  2   the matrix file or the command line is wrong; nothing was started
  3   it cannot be told, or not to the last value: images, services or the engine failed, or what the suite says fits no
      single turn
  4   the selection is empty
  130 interrupted, 143 terminated, after cleaning up and telling between which values it is`;

export function addBisect(program: Command, exit: Exit): void {
  program
    .command('bisect')
    .description('the first value of an axis where the suite turns red (or green), by halving')
    .argument('<axis>', 'the axis')
    .argument('[file]', 'the matrix file, or a name in matrices/ (default: matrix.yml here or above)')
    .option('--good <value>', 'the suite passes here (default: found out at the ends of the axis)')
    .option('--bad <value>', 'it fails here')
    .option('--values <list>', 'these values in this order, such as 13,14,15, instead of those of the axis')
    .option('--tags <image>', "the versions among a registry's tags, such as 'node:*-slim', where * is a number")
    .option('--filter <versions>', "with --tags: only these, such as '>=15 <20'")
    .option('--only <selector>', 'only these cells, such as postgres=15; repeat for more', collect)
    .option('--except <selector>', 'not these cells; repeat for more', collect)
    .option('--repeats <n>', 'ask each value so often before it is believed', atLeastOne, 1)
    .option('--flaky <percent>', 'a run may be wrong so often, at most: such as 20', percent)
    .option('--json <file>', 'write what was found as JSON; - is stdout')
    .addHelpText('after', help)
    .allowExcessArguments()
    .action(async (_axis: string, _file: string | undefined, flags: BisectFlags, command: Command) => {
      const { bisectCommand } = await import('../bisect-command.ts');
      const { positional, extraArgs } = splitWords(command);
      const [axis, file, ...more] = positional;
      if (axis === undefined || more.length > 0)
        throw new MatrixError(
          'usage',
          `An axis and a matrix file are wanted, not ${positional.join(' ') || 'nothing'}`,
          {
            hint: 'words for the test command come after --',
          },
        );
      const { good, bad, values, tags, filter, only = [], except = [], repeats, flaky: errorRate, json } = flags;
      const words = { good, bad, values, tags, filter, only, except, repeats, errorRate, json };
      exit(await bisectCommand({ axis, file, extraArgs, ...words }));
    });
}

function atLeastOne(text: string): number {
  const parsed = count(text);
  if (parsed === 0) throw new InvalidArgumentError('At least one.');
  return parsed;
}

/** `20` or `20%`, as a part of one. */
function percent(text: string): number {
  const [, number] = /^(\d+(?:\.\d+)?)\s*%?$/.exec(text) ?? [];
  const part = Number(number) / 100;
  if (!(part > 0 && part <= 0.45)) throw new InvalidArgumentError('Expected a percentage above 0 and up to 45.');
  return part;
}
