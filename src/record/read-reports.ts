// The reports of one attempt of a cell: the XML files that its suite wrote, and its log where that holds TAP.

import { createReadStream, existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { TestPlan } from '../model/plan.ts';
import { readJunit } from '../results/read-junit.ts';
import type { TestReport } from '../results/test-report.ts';
import { collectedFolder, outputFile } from './paths.ts';

export type ReportPlace = {
  readonly cellFolder: string;
  readonly test: Pick<TestPlan, 'results' | 'tap'>;
  readonly attempt: number;
  readonly last: number;
};

/** Each report in turn, in the order of their names; a problem is a sentence that names its file. */
export async function* readReports({ cellFolder, test, attempt, last }: ReportPlace): AsyncGenerator<TestReport> {
  if (test.results.length > 0) {
    const folder = join(cellFolder, collectedFolder('results', { attempt, last }));
    for (const file of await reportsIn(folder)) {
      const report = await readJunit(createReadStream(file));
      yield withProblem(report, `${relative(folder, file)} `);
    }
  }
  const log = outputFile({ attempt, source: 'test' });
  if (test.tap !== undefined && attempt > 0 && existsSync(join(cellFolder, log))) {
    const { readTap } = await import('../results/read-tap.ts');
    yield withProblem(await readTap(createReadStream(join(cellFolder, log))), `TAP in ${log}: `);
  }
}

function withProblem({ tests, problem }: TestReport, what: string): TestReport {
  return problem === undefined ? { tests } : { tests, problem: `${what}${problem}` };
}

/** The XML files below a folder, in the order of their names; none where there is no folder. */
async function reportsIn(folder: string): Promise<readonly string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return found
    .filter((entry) => entry.isFile() && entry.name.endsWith('.xml'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}
