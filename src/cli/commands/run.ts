import { type Command, Option } from 'commander';
import type { Keep } from '../../run/context.ts';
import { count, duration, jobs } from '../flag-values.ts';
import { reporterNames } from '../reporter-names.ts';
import type { Exit } from './exit.ts';
import { type ReportFlags, withReports } from './report-flags.ts';
import { type OverrideFlags, planOptions, type SelectionFlags, withSelection } from './selection-flags.ts';

type RunFlags = SelectionFlags &
  OverrideFlags &
  ReportFlags & {
    readonly keep: Keep;
    readonly dryRun?: boolean;
  };

const help = `
Builds the images that are not there yet, and runs the suite of each cell beside services of its own on a network of its
own, several cells at once. At a terminal the table is redrawn in place; else each event that matters is a line. All that
was made is removed at the end, however that comes. Words after -- are added to the test command. What happened is
recorded in .matrix/runs; matrix report, logs and repro read it.

Examples:
  $ matrix run --only node=20
  $ matrix run --only node=13,postgres=15 --keep failed --reporter plain
  $ matrix run --failed --junit report.xml --html report.html
  $ matrix run --only node=20,postgres=17 --timeout 90s -- --reporter dot

Exit codes:
  0   every cell passed (flaky ones and allowed failures included)
  1   a suite failed, timed out or ran out of memory
  2   the matrix file or the command line is wrong; nothing was started
  3   no suite failed, but an image, a service or the engine did
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
    .addOption(new Option('--reporter <name>', 'how to show it').choices([...reporterNames]))
    .option('--dry-run', 'show the plan and start nothing')
    .addHelpText('after', help)
    .action(async (file: string | undefined, flags: RunFlags, command: Command) => {
      const { loadPlan } = await import('../load-plan.ts');
      const loaded = await loadPlan(planOptions(file, flags, command));
      if (flags.dryRun) {
        const { showPlan } = await import('../plan-command.ts');
        return showPlan(loaded, 'text');
      }
      const { run } = await import('../run-command.ts');
      const { reporter, json, junit, markdown, html, keep } = flags;
      exit(await run(loaded, { reporter, json, junit, markdown, html, keep }));
    });
}
