// One run in which everything that somebody else has a say in is hostile, put through everything that shows a run.

import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import { whereOf, whereRed } from '../../src/diagnosis/where-red.ts';
import type { OutputSource, RunEvent } from '../../src/model/event.ts';
import type { CellPlan, Plan } from '../../src/model/plan.ts';
import { emptySummary } from '../../src/model/summary.ts';
import type { TestResult } from '../../src/model/test-result.ts';
import { annotations } from '../../src/report/annotations.ts';
import { diagnosticsText } from '../../src/report/diagnostics.ts';
import { finalReport } from '../../src/report/final-report.ts';
import { githubReporter } from '../../src/report/github.ts';
import { htmlReport } from '../../src/report/html/html-report.ts';
import { jsonReporter } from '../../src/report/json.ts';
import { junitReport } from '../../src/report/junit.ts';
import { liveReporter } from '../../src/report/live.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { plainReporter } from '../../src/report/plain.ts';
import { planText } from '../../src/report/plan-text.ts';
import { harmless } from '../../src/report/printable.ts';
import { replay } from '../../src/report/replay.ts';
import type { Reporter } from '../../src/report/reporter.ts';
import type { Screen } from '../../src/report/screen.ts';
import { samplePlan } from './samples/plans.ts';
import { type Ending, run, sampleRun, summaryOf } from './samples/runs.ts';
import { fakeScreen } from './screen.ts';

/** Each by itself, and at the beginning of a line, in its middle, and after what is taken away. */
const attacks = [
  '::error file=a,line=1::pwned',
  '  ::set-output name=pwned::1',
  '\t::add-mask::a',
  '##[error]pwned',
  'x ##[group]pwned',
  '\u001b[66;6H\u001b[31m::warning::pwned',
  'over\r::stop-commands::pwned',
  'a\n::error::pwned\n##[error]pwned',
  '\u001b]0;pwned\u0007',
  '\u001b]8;;http://pwned.example\u001b\\link\u001b]8;;\u001b\\',
  '\u001b]52;c;cHduZWQ=\u0007',
  '\u001bP1$rpwned\u001b\\',
  '\u001b[?1049h\u001b[66;66H\u001bc',
  '\u009b66;6H\u009d0;pwned\u009c',
  'pw\u202ened\u2066\u2028\u2029\u0085\u0000\u0008\u007f',
  '</script><script>pwned()</script><img src=x onerror=pwned()>',
  ']]><pwned a="\'&quot;"/>&pwned;',
  '| pwned | ```\n# pwned @pwned #1 [pwned](http://pwned.example)',
  '\ud800\ufffe\uffff',
];
const all = attacks.join('\n');

const base = samplePlan({ node: ['13', '15', '20'], [`axis ${attacks[5]}`]: attacks, postgres: ['13'] }, { name: all });

/** Every name that a project, an image or a caller's environment has a say in. */
const plan: Plan = {
  ...base,
  images: base.images.map((image, at) => ({ ...image, key: `${image.key}${attacks[at % attacks.length]}` })),
  cells: base.cells.map((cell, at) => {
    const attack = attacks[at % attacks.length] ?? '';
    const services = Object.fromEntries(
      Object.entries(cell.services).map(([name, service]) => [
        `${name}${attack}`,
        { ...service, image: `${service.image}${attacks[3 % attacks.length]}`, env: { [attack]: attack } },
      ]),
    );
    return {
      ...cell,
      image: `${cell.image}${attacks[at % 3]}`,
      services,
      test: { ...cell.test, command: [attack, all] },
    };
  }),
  skipped: base.cells.map(({ values }) => ({ id: all, values, reason: all })),
};
const [serviceName = ''] = Object.keys(plan.cells[0]?.services ?? {});

const problem = { message: all, detail: attacks };
const endings: readonly Ending[] = [
  { outcome: { kind: 'failed', exitCode: 1 }, tail: all.split('\n') },
  { outcome: { kind: 'failed', exitCode: 2 }, tail: ['Error: it failed', ...attacks, '  1 failing', ...attacks] },
  { outcome: { kind: 'timed-out', afterMs: 1 }, tail: attacks },
  { outcome: { kind: 'not-ready', service: all, reason: all, logTail: attacks } },
  { outcome: { kind: 'engine-error', problem } },
  { outcome: { kind: 'flaky', attempts: 2 }, tail: attacks },
];
const endingOf = (cell: CellPlan) => endings[cell.index % endings.length];
const [first] = plan.cells;
const cell = first?.id ?? '';
const events: readonly RunEvent[] = sampleRun(plan, endingOf).flatMap((event): readonly RunEvent[] => {
  const { at } = event;
  if (event.type !== 'run-finished') return [event];
  const image = plan.images[0]?.key ?? '';
  return [
    { at, type: 'image-started', image },
    { at, type: 'image-progress', image, progress: { done: 1, total: 2, unit: 'steps', text: all } },
    { at, type: 'image-failed', image, problem },
    { at, type: 'service-lost', cell, attempt: 1, service: serviceName, exitCode: 1, logTail: attacks },
    { at, type: 'not-collected', cell, what: 'results', problem },
    { at, type: 'left-over', resource: all, problem },
    event,
  ];
});
const summary = summaryOf(plan, events);
const results: readonly TestResult[] = attacks.flatMap((name): TestResult[] => [
  { name, outcome: 'failed', failure: all.split('\n') },
  { name: `flaky ${name}`, outcome: 'flaky', failure: attacks, reruns: [{ failure: attacks }] },
]);
const totals = { passed: 0, failed: attacks.length, flaky: attacks.length, skipped: 0 };
const tests = new Map(
  plan.cells.map(({ id }) => [
    id,
    {
      totals,
      notGreen: results,
      outcomeOf: (name: string) => results.find((one) => one.name === name)?.outcome,
      all: () => results,
      problems: attacks,
    },
  ]),
);
const options = { whereRed, whereOf, file: all, extra: attacks, logPath: () => all };
const source: OutputSource = { cell, attempt: 1, source: 'test' };

function told(reporterOn: (screen: Screen) => Reporter, but: Parameters<typeof fakeScreen>[0] = {}): string {
  const screen = fakeScreen({ columns: 120, rows: 40, ...but });
  replay(events, emptySummary(plan, run), tests, reporterOn(screen), () => Buffer.from(all));
  return screen.text();
}

/** What moves a terminal, or turns text around. */
const controls = /(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069\u2028\u2029]/u;
/** Who reads JSON, or a page, is no terminal; still, whoever prints it is not to be moved. */
const escapes = /(?![\n\t])\p{Cc}/u;
/** GitHub trims a line before it looks, and knows an older notation that may stand anywhere. */
const commands = /^\s*::(?!group::|endgroup::$)|##\[/m;

const colour = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g');
/** What the live table is drawn with: colours, the cursor up and to the left, the rest of a line and a screen. */
const drawing = new RegExp(`${String.fromCharCode(27)}\\[(?:[\\d;]*[mAJKG]|\\?(?:25|2026)[lh])|\\r`, 'g');

const shown: Readonly<Record<string, () => string>> = {
  plain: () => told((screen) => plainReporter(screen, options)),
  github: () => told((screen) => githubReporter(screen, options)),
  json: () => told(jsonReporter),
  'matrix report': () => finalReport(summary, fakeScreen(), options, tests),
  'matrix plan': () => harmless(planText(plan, fakeScreen())),
  junit: () => [...junitReport(summary, tests)].join(''),
  markdown: () => markdownReport(summary, tests, options),
  html: () =>
    htmlReport(summary, tests, [{ source, first: all, last: all, omitted: 3 }], { script: '', style: '' }, options),
  diagnostics: () =>
    harmless(
      diagnosticsText(
        [{ place: { file: all, line: 1, column: 3 }, message: all, hint: all, sourceLine: all }],
        fakeScreen(),
      ),
    ),
};

test('the corpus is hostile', () => {
  expect(all).toMatch(controls);
  expect(all).toMatch(commands);
});

test.each(Object.entries(shown))('%s has nothing that moves a terminal', (name, text) => {
  const hostile = name === 'json' || name === 'html' ? escapes : controls;
  expect(text().match(new RegExp(hostile, 'gu')) ?? []).toEqual([]);
});

test.each(['plain', 'github', 'matrix report', 'matrix plan', 'diagnostics'])(
  '%s has no command for GitHub',
  (name) => {
    const text = shown[name]?.() ?? '';
    expect(text).toContain('pwned');
    expect(text.match(new RegExp(commands, 'gm')) ?? []).toEqual([]);
  },
);

describe('in a terminal with colours', () => {
  test.each(['plain', 'github'] as const)('%s has no command after a colour, and no escape but colours', (name) => {
    const reporters = { plain: plainReporter, github: githubReporter };
    const text = told((screen) => reporters[name](screen, options), { colour: true });
    const bare = text.replaceAll(colour, '');
    expect(bare.match(new RegExp(controls, 'gu')) ?? []).toEqual([]);
    expect(bare.match(new RegExp(commands, 'gm')) ?? []).toEqual([]);
  });

  test('live has no escapes but its own', () => {
    const text = told((screen) => liveReporter(screen, options), { colour: true });
    expect(text.replaceAll(drawing, '').match(new RegExp(controls, 'gu')) ?? []).toEqual([]);
    for (const attack of ['66;6H', '?1049h', ']0;', '\u001bc', '\u001bP'])
      expect(text).not.toContain(`\u001b${attack}`);
  });
});

test('an annotation is what it says, and no more', () => {
  for (const { title, message } of annotations(summary, tests, options)) {
    expect(title).not.toMatch(controls);
    expect(message).not.toMatch(controls);
  }
});

test('JUnit is well-formed, and has no elements of others', () => {
  const names = new Set<string>();
  const parser = new SaxesParser();
  parser.on('opentag', ({ name }) => names.add(name));
  parser.write([...junitReport(summary, tests)].join('')).close();
  expect([...names].filter((name) => name.includes('pwned'))).toEqual([]);
});

test('the page has no script of others, nor elements', () => {
  const text = shown.html?.() ?? '';
  expect(text).not.toMatch(/<\/?(?:img|pwned)|<script>pwned/);
  expect(text.match(/<script/g)?.length).toBe(text.match(/<\/script>/g)?.length);
});

test('Markdown has no markup of others outside of its fences', () => {
  const outside = markdownReport(summary, tests, options).replace(/^(`{3,})$[\s\S]*?^\1$/gm, '');
  expect(outside).not.toMatch(/<(?!\/?(?:details|summary|code|br)>)/);
  expect(outside).not.toMatch(/@pwned|\]\(|^# pwned/m);
});

test('JSON says what was there, escaped', () => {
  const lines = told(jsonReporter).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(JSON.parse(JSON.stringify(events)));
});
