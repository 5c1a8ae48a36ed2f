import { type Command, Option } from 'commander';
import { MatrixError } from '../../errors.ts';
import type { Keep } from '../../run/context.ts';
import { count, duration, jobs, lifetime } from '../flag-values.ts';
import { reporterNames } from '../reporter-names.ts';
import type { Exit } from './exit.ts';
import { type ReportFlags, withReports } from './report-flags.ts';
import { type OverrideFlags, planOptions, type SelectionFlags, withSelection } from './selection-flags.ts';

type RunFlags = SelectionFlags &
  OverrideFlags &
  ReportFlags & {
    readonly keep: Keep;
    readonly for?: number;
    readonly dryRun?: boolean;
    readonly watch?: boolean;
  };

const help = `
Builds the images that are not there yet, and runs the suite of each cell beside services of its own on a network of its
own, several cells at once. At a terminal the table is redrawn in place; else each event that matters is a line. All that
was made is removed at the end, however that comes. Words after -- are added to the test command. What happened is
recorded in .matrix/runs; matrix report, logs and repro read it.

--failed takes the cells whose suites were red; how many of the run were cancelled, or not heard for another reason, is
told with the command that runs them.

--watch goes on after the run: a change of the source, of a service's file or of the matrix file runs the cells that it
is part of again, those that were red first; what runs when something changes is ended for it. What .dockerignore leaves
out is not watched, nor what editors put beside a file. At a terminal Enter runs all cells again, f those that are not
green, q ends. Each round is a run with a record of its own; report files are of the last one, and so is the exit code.

--mount builds no image for a change of the source: containers get the files as they are, over those that the image was
built of, and may write to them; the project's folder is mounted nowhere. Steps of the Dockerfile after COPY . . are not
done again, and that is told. It takes a file that is made or removed, a manifest, or a file that another step copies,
to build an image.

Examples:
  $ matrix run --only node=20
  $ matrix run --only node=13,postgres=15 --keep failed --for 2h --reporter plain
  $ matrix run --failed --junit report.xml --html report.html
  $ matrix run --only node=20,postgres=17 --timeout 90s -- --reporter dot
  $ matrix run --only node=20,postgres=17 --mount
  $ matrix run --watch --mount

Exit codes:
  0   every cell passed (flaky ones and allowed failures included)
  1   a suite failed, timed out or ran out of memory
  2   the matrix file or the command line is wrong; nothing was started
  3   no suite failed, but an image, a service or the engine did, or the record of the run could not be kept whole
  4   the selection is empty
  130 interrupted, 143 terminated, after cleaning up`;

export function addRun(program: Command, exit: Exit): void {
  withReports(withSelection(program.command('run')))
    .description('run the suite in every cell of the matrix')
    .option('-j, --jobs <n>', 'how many cells at once, or auto', jobs)
    .option('--failed', 'only the cells that were red in the last run of this matrix')
    .option('--run <run>', 'with --failed: of this run, by its folder or id')
    .option('--fail-fast', 'cancel the rest when a cell fails')
    .option('--retries <n>', 'try a failed suite again so often; a pass is then flaky', count)
    .option('--timeout <duration>', 'for each suite, such as 90s or 5m', duration)
    .addOption(
      new Option('--keep <which>', 'leave cells standing as they ended, for matrix shell; matrix clean ends them')
        .choices(['never', 'failed', 'always'])
        .default('never'),
    )
    .option('--for <duration>', 'with --keep: for so long, such as 2h; then they end by themselves', lifetime)
    .addOption(new Option('--reporter <name>', 'how to show it').choices([...reporterNames]))
    .option('--watch', 'when files change, run the cells that they are part of again')
    .option('--mount', 'put the source into the containers instead of building it into their images')
    .option('--dry-run', 'show the plan and start nothing')
    .addHelpText('after', help)
    .action(async (file: string | undefined, flags: RunFlags, command: Command) => {
      const { reporter, json, junit, markdown, html, keep, for: keepForMs } = flags;
      if (keepForMs !== undefined && keep === 'never')
        throw new MatrixError('usage', '--for says how long cells are kept, and none is', {
          hint: 'add --keep failed',
        });
      const reports = { reporter, json, junit, markdown, html, keep, keepForMs };
      if (flags.watch) {
        checkWatch(flags);
        const { watch } = await import('../watch-command.ts');
        return exit(await watch(planOptions(file, flags, command), reports));
      }
      const { loadPlan } = await import('../load-plan.ts');
      const loaded = await loadPlan(planOptions(file, flags, command));
      if (flags.dryRun) {
        const { showPlan } = await import('../plan-command.ts');
        return showPlan(loaded, 'text');
      }
      const { run } = await import('../run-command.ts');
      exit(await run(loaded, reports));
    });
}

function checkWatch({ dryRun, keep }: RunFlags): void {
  if (dryRun)
    throw new MatrixError('usage', '--dry-run starts nothing, so that --watch has nothing to do', {
      hint: 'leave one of them out',
    });
  if (keep !== 'never')
    throw new MatrixError('usage', `--watch runs cells again and again: with --keep ${keep} all of them would stand`, {
      hint: 'matrix run --failed --keep failed, once there is one to look at',
    });
}
