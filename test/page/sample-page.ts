// Runs with what a page can show: logs, tests, failures of every kind.

import type { CellPlan } from '../../src/model/plan.ts';
import type { Summary } from '../../src/model/summary.ts';
import type { RunTests } from '../../src/model/test-result.ts';
import type { HtmlLog } from '../../src/report/html/html-report.ts';
import { samplePlan } from '../report/samples/plans.ts';
import { crashTail, mixedEnding, mochaTail, sampleRun, summaryOf } from '../report/samples/runs.ts';
import { testsOf } from '../report/samples/tests.ts';

export type SamplePage = { readonly summary: Summary; readonly tests: RunTests; readonly logs: readonly HtmlLog[] };

/** Node 13, 15 and 20 by PostgreSQL 13, 15 and 17: five are red, one has no database. */
export function nineCells(): SamplePage {
  const plan = samplePlan({ node: ['13', '15', '20'], postgres: ['13', '15', '17'] });
  const summary = summaryOf(plan, sampleRun(plan, mixedEnding));
  const tests = testsOf(
    plan,
    {
      'settings › fall back to defaults': ({ node }) => (node === '13' ? 'failed' : 'passed'),
      'todos › merges': ({ node, postgres }) => (node !== '13' && postgres === '13' ? 'failed' : 'passed'),
    },
    (id) => id !== 'node=20,postgres=15',
  );
  return { summary, tests, logs: plan.cells.flatMap(logsOf) };
}

function logsOf(cell: CellPlan): readonly HtmlLog[] {
  const tail = cell.values.node === '13' ? crashTail : mochaTail;
  const source = (of: 'test' | { readonly service: string }) => ({ cell: cell.id, attempt: 1, source: of });
  return [
    { source: source('test'), first: `${tail.join('\n')}\n`, last: '', omitted: 0 },
    {
      source: source({ service: 'db' }),
      first: 'starting\n',
      last: 'ready to accept connections\nmerge join of todos\nno merge of lists\n',
      omitted: 1_000,
    },
  ];
}

/** A thousand cells on three axes; what fails does so where `a` is 0 or `c` is 7. */
export function thousandCells(): SamplePage {
  const ten = Array.from({ length: 10 }, (_, at) => String(at));
  const plan = samplePlan({ a: ten, b: ten, c: ten });
  const isRed = ({ a, c }: CellPlan['values']) => a === '0' || c === '7';
  const summary = summaryOf(
    plan,
    sampleRun(plan, ({ values }) =>
      isRed(values) ? { outcome: { kind: 'failed', exitCode: 1 }, tail: mochaTail } : undefined,
    ),
  );
  const names = Array.from({ length: 40 }, (_, at) => `suite ${at % 5} › test ${at}`);
  const tests = testsOf(
    plan,
    Object.fromEntries(names.map((name, at) => [name, (values) => (at < 20 && isRed(values) ? 'failed' : 'passed')])),
  );
  const log = `${Array.from({ length: 200 }, (_, at) => `line ${at} of the suite`).join('\n')}\n`;
  const logs = plan.cells.map(
    ({ id }): HtmlLog => ({
      source: { cell: id, attempt: 1, source: 'test' },
      first: log,
      last: '',
      omitted: 0,
    }),
  );
  return { summary, tests, logs };
}
