import { type Command, Option } from 'commander';
import { MatrixError } from '../../errors.ts';
import { planOptions, type SelectionFlags, withSelection } from './selection-flags.ts';

type PlanFlags = SelectionFlags & { readonly json?: boolean; readonly github?: boolean };

const help = `
Reads the matrix file and says what a run would do: the cells with their images and services, what is left out and why.
Where the engine answers, the plan tells which images are there already; where it does not, it says nothing of that.

--github prints {"include": [...]}, at most 256 entries: the values of a cell by their axes, "cell" and "shard"; with more
cells each entry stands for several, and has "shard" and "cells". A job then runs matrix run --shard \${{ matrix.shard }}
with the same --only, --except, --cover and --times as the plan, of whose cells the shards are parts.

Examples:
  $ matrix plan
  $ matrix plan --only 'node>=15' --json
  $ matrix plan --cover pairwise --github`;

export function addPlan(program: Command): void {
  withSelection(program.command('plan'))
    .description('show the cells, their images and services; needs no engine')
    .option('--json', 'print the plan as JSON')
    .addOption(
      new Option(
        '--github',
        "print the matrix of a GitHub workflow, for fromJSON(); a job's shard is its cells",
      ).conflicts('json'),
    )
    .addHelpText('after', help)
    .action(async (file: string | undefined, flags: PlanFlags, command: Command) => {
      const [{ loadPlan }, { showPlan }] = await Promise.all([import('../load-plan.ts'), import('../plan-command.ts')]);
      if (flags.github && flags.shard)
        throw new MatrixError('usage', 'The shards of --github are made of all cells', {
          hint: 'leave --shard out',
        });
      const loaded = await loadPlan(planOptions(file, flags, command, flags.github));
      await showPlan(loaded, flags.json ? 'json' : flags.github ? 'github' : 'text');
    });
}
