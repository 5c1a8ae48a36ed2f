import { type Command, Option } from 'commander';
import { reporterNames } from '../reporter-names.ts';
import { type ReportFlags, withReports } from './report-flags.ts';

const help = `
Runs of the same matrix, sources and flags are told as one: the shards of several machines, copied together into one
folder, or a shard that ran again, whose newest run counts. What is in no record is told.

Examples:
  $ matrix report
  $ matrix report 20261125-101500-3f2a --markdown summary.md
  $ matrix report .matrix/runs/20261125-101500-3f2a --reporter plain`;

export function addReport(program: Command): void {
  withReports(program.command('report'))
    .description('a recorded run once more: the table, where it is red, the failures; several as one')
    .argument('[runs...]', 'folders of runs, or of shards, wherever they are, or ids (default: the newest of a matrix)')
    .addOption(new Option('--reporter <name>', 'tell all of it again, as it was told then').choices([...reporterNames]))
    .addHelpText('after', help)
    .action(async (runs: readonly string[], { reporter, json, junit, markdown, html }: ReportFlags) => {
      const { report } = await import('../report-command.ts');
      await report(runs, { reporter, json, junit, markdown, html });
    });
}
