import { githubReporter } from '../report/github.ts';
import { jsonReporter } from '../report/json.ts';
import { liveReporter } from '../report/live.ts';
import { plainReporter } from '../report/plain.ts';
import type { Reporter, ReportOptions } from '../report/reporter.ts';
import type { ReporterName } from './reporter-names.ts';
import { screenOf } from './terminal.ts';

/** The reporter that was asked for; else the live table on a terminal, GitHub's on its runners, plain lines elsewhere. */
export function chooseReporter(
  asked: ReporterName | undefined,
  { toStderr, ...options }: ReportOptions & { readonly toStderr: boolean },
): Reporter {
  const stream = toStderr ? process.stderr : process.stdout;
  const screen = screenOf(stream);
  switch (asked ?? fitting(stream)) {
    case 'live':
      return liveReporter(screen, options);
    case 'plain':
      return plainReporter(screen, options);
    case 'github':
      return githubReporter(screen, options);
    case 'json':
      return jsonReporter(screen);
  }
}

function fitting(stream: NodeJS.WriteStream): ReporterName {
  if (process.env.GITHUB_ACTIONS === 'true') return 'github';
  return stream.isTTY && !process.env.CI && process.env.TERM !== 'dumb' ? 'live' : 'plain';
}
