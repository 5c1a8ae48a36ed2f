import { expect, test } from 'vitest';
import { whereOf } from '../../src/diagnosis/where-red.ts';
import type { Plan } from '../../src/model/plan.ts';
import { type Annotation, type AnnotationOptions, annotations } from '../../src/report/annotations.ts';
import { samplePlan } from './samples/plans.ts';
import { type Ending, mixedEnding, mochaTail, sampleRun, summaryOf } from './samples/runs.ts';
import { testsOf } from './samples/tests.ts';

const options: AnnotationOptions = {
  file: 'matrix.yml',
  whereOf,
  placeOf: (_, lines) => {
    const [, file, line] = /(src\/\w+\.js):(\d+)/.exec(lines.join('\n')) ?? [];
    return file === undefined ? undefined : { file, line: Number(line) };
  },
};

const plan = samplePlan(
  { node: ['13', '15', '20', '22'], postgres: ['13', '15', '17'] },
  { allow: (id) => id.startsWith('node=22') },
);

function text({ level, title, message, place }: Annotation): string {
  const at = place ? ` ${place.file}:${place.line}` : '';
  return `${level}${at}: ${title}\n${message.replaceAll(/^/gm, '  ')}`;
}

const told = (all: readonly Annotation[]) => all.map(text).join('\n\n');

function summaryAs(of: Plan, ending: (id: string) => Ending | undefined) {
  return summaryOf(
    of,
    sampleRun(of, ({ id }) => ending(id)),
  );
}

const failed = { kind: 'failed', exitCode: 1 } as const;

test('each failure once, where it is, with its cells and its condition', () => {
  expect(told(annotations(summaryOf(plan, sampleRun(plan, mixedEnding)), new Map(), options))).toMatchInlineSnapshot(`
    "error src/language.js:3: failed: exit code 1
      /app/src/language.js:3
        return value?.name ?? "nobody";
                     ^
      
      SyntaxError: Unexpected token '.'
      
      in node=13,postgres=13 and 2 more: fails exactly where node<15
      reproduce: matrix run matrix.yml --only 'node=13,postgres=13'

    error src/todos.js:41: failed: exit code 1
      1 failing
      
      1) todos
           merges:
         error: syntax error at or near "MERGE"
          at async merge (src/todos.js:41:18)
      
      in node=15,postgres=13 and node=20,postgres=13: fails exactly where node>=15 <22 and postgres<15
      reproduce: matrix run matrix.yml --only 'node=15,postgres=13'

    warning src/todos.js:41: failed: exit code 1 (allowed)
      1 failing
      
      1) todos
           merges:
         error: syntax error at or near "MERGE"
          at async merge (src/todos.js:41:18)
      
      in node=22,postgres=13 and 2 more: fails exactly where node>=22
      reproduce: matrix run matrix.yml --only 'node=22,postgres=13'

    warning: not ready: service db: it exited with code 1 before it was ready
      initdb: error: directory "/var/lib/postgresql/data" exists but is not empty
      
      in node=20,postgres=15
      reproduce: matrix run matrix.yml --only 'node=20,postgres=15'"
  `);
});

test('tests are told by their names, and explained among the cells that have them', () => {
  const three = samplePlan({ node: ['13', '15', '20'] });
  const summary = summaryAs(three, (id) => (id === 'node=20' ? undefined : { outcome: failed, tail: mochaTail }));
  const tests = testsOf(
    three,
    {
      merges: ({ node }) => (node === '20' ? 'passed' : 'failed'),
      reads: ({ node }) => (node === '13' ? 'failed' : node === '15' ? 'skipped' : 'passed'),
    },
    () => true,
    { merges: ['error: no MERGE', ...Array.from({ length: 20 }, () => 'x'), 'at src/stock.js:5:3'], reads: ['no'] },
  );
  expect(told(annotations(summary, tests, options))).toMatchInlineSnapshot(`
    "error src/stock.js:5: merges
      error: no MERGE
      x
      (the same line 19 more times)
      at src/stock.js:5:3
      
      in node=13 and node=15: fails exactly where node<20
      reproduce: matrix run matrix.yml --only 'node=13'

    error: reads
      no
      
      in node=13
      reproduce: matrix run matrix.yml --only 'node=13'"
  `);
});

test('what is flaky is a warning', () => {
  const two = samplePlan({ node: ['13', '15'] });
  const summary = summaryAs(two, (id) => (id === 'node=13' ? { outcome: { kind: 'flaky', attempts: 2 } } : undefined));
  const tests = testsOf(two, { waits: () => 'flaky' }, () => true, { waits: ['timed out', 'at src/wait.js:3:1'] });
  expect(told(annotations(summary, tests, options))).toMatchInlineSnapshot(`
    "warning src/wait.js:3: flaky: waits
      timed out
      at src/wait.js:3:1
      failed, and then passed, in node=13 and node=15

    warning: flaky: a cell passed only on a retry
      in node=13"
  `);
});

test('ten of a level, those with a place first, and then how many more', () => {
  const many = samplePlan({ node: Array.from({ length: 14 }, (_, at) => `${at}`) });
  const endings = (id: string): Ending => {
    const at = Number(id.replace('node=', ''));
    return { outcome: failed, tail: [at === 13 ? 'boom at src/last.js:1:1' : `boom ${String.fromCharCode(65 + at)}`] };
  };
  const all = annotations(summaryAs(many, endings), new Map(), options);
  expect(all).toHaveLength(10);
  expect(all[0]?.place).toEqual({ file: 'src/last.js', line: 1 });
  expect(all[9]).toEqual({
    level: 'error',
    title: '5 more failures',
    message: '5 more failures: the summary of the job has all of them',
  });
  const ten = samplePlan({ node: Array.from({ length: 10 }, (_, at) => `${at}`) });
  expect(annotations(summaryAs(ten, endings), new Map(), options).map(({ title }) => title)).toEqual(
    Array<string>(10).fill('failed: exit code 1'),
  );
});

test('a green run has none', () => {
  expect(annotations(summaryAs(plan, () => undefined))).toEqual([]);
});
