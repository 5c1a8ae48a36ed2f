import { expect, test } from 'vitest';
import { emptySummary } from '../../src/model/summary.ts';
import { runJson } from '../../src/record/run-json.ts';
import { finalReport } from '../../src/report/final-report.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { mountedText } from '../../src/report/mounted-text.ts';
import { cellPlan, planOf } from '../run/harness.ts';

const source = { context: '/app', ignore: [], to: '.', digest: '', notRepeated: ['RUN npm run build'] };
const plain = planOf([cellPlan('a'), cellPlan('b')]);
const cells = plain.cells.map((cell) => ({ ...cell, test: { ...cell.test, source } }));
const mounted = { ...plain, cells, source: 'mounted' as const };

test('a run whose source was mounted says so wherever it is told of, and another does not', () => {
  const text = mountedText(mounted);
  expect(text).toMatchInlineSnapshot(
    `"source mounted: put into the containers over what their images were built of; not done again with it: RUN npm run build"`,
  );
  expect(mountedText({ source: 'mounted', cells: plain.cells })).toMatchInlineSnapshot(
    `"source mounted: put into the containers over what their images were built of"`,
  );
  expect(mountedText(plain)).toBe(undefined);

  const summary = emptySummary(mounted, '20261125-101500-3f2a');
  const style = { columns: 80, colour: false, unicode: true };
  expect(finalReport(summary, style)).toContain(`\n${text}\n`);
  expect(markdownReport(summary)).toContain('source mounted');
  expect(runJson(summary).mounted).toBe(true);
  expect('mounted' in runJson(emptySummary(plain, '20261125-101500-3f2a'))).toBe(false);
});
