// The flags that say where results are written to.

import type { Command } from 'commander';
import type { ReporterName } from '../reporter-names.ts';

export type ReportFlags = {
  readonly reporter?: ReporterName;
  readonly json?: string;
  readonly junit?: string;
  readonly markdown?: string;
  readonly html?: string;
};

export function withReports(command: Command): Command {
  return command
    .option('--json <file>', 'write the results as JSON; - is stdout')
    .option('--junit <file>', 'the same as JUnit XML: a suite a cell')
    .option('--markdown <file>', 'the same as Markdown, for a summary or a pull request')
    .option('--html <file>', 'the same as one page for a browser, with the logs; it asks for nothing else');
}
