// One run of a bisection as it goes on: a line that is written over, on a terminal only. What it came to is told after.

import type { Summary } from '../model/summary.ts';
import { formatElapsed } from '../report/duration.ts';
import { printable } from '../report/printable.ts';
import type { Reporter } from '../report/reporter.ts';
import type { Screen } from '../report/screen.ts';

const phases = { network: 'network', services: 'services', test: 'suite', teardown: 'clean-up' } as const;

export function tryReporter(screen: Screen, label: string, isTerminal: boolean): Reporter {
  let known: Summary | undefined;
  let shown = '';
  const show = (of: string) => {
    const text = printable(of);
    if (!isTerminal || text === shown) return;
    shown = text;
    screen.write(text === '' ? '\r\u001b[2K' : `\r\u001b[2K${text.slice(0, screen.columns - 1)}`);
  };
  return {
    event(_event, summary) {
      known = summary;
    },
    tick(now) {
      if (known?.startedAt !== undefined) show(`${label}  ${doingOf(known)} ${formatElapsed(now - known.startedAt)}`);
    },
    finish() {},
    restore: () => show(''),
  };
}

function doingOf({ cells: [cell], images }: Summary): string {
  if (cell?.phase) return phases[cell.phase];
  const working = images.find(({ state }) => state === 'working');
  if (!working) return '';
  return working.image.kind === 'build' ? 'building its image' : `pulling ${working.image.key}`;
}
