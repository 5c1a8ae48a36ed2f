import { expect, test } from 'vitest';
import { whereOf, whereRed } from '../../src/diagnosis/where-red.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { samplePlan } from './samples/plans.ts';
import { mixedEnding, sampleRun, summaryOf } from './samples/runs.ts';
import { testsOf } from './samples/tests.ts';

const three = { node: ['13', '15', '20'], postgres: ['13', '15', '17'] };
const options = { whereRed, whereOf, file: 'matrix.yml' };

test('the grid, the tests that are not green everywhere, and each failure folded away', () => {
  const plan = samplePlan(three, { allow: (id) => id === 'node=20,postgres=13' });
  const tests = testsOf(plan, {
    'settings › fall back to `defaults` | @all <b>': ({ node }) => (node === '13' ? 'failed' : 'passed'),
  });
  expect(`\n${markdownReport(summaryOf(plan, sampleRun(plan, mixedEnding)), tests, options)}`).toMatchInlineSnapshot(`
    "
    ### todo-api: 3 passed, 5 failed (1 allowed), 1 not ready in 12.4s

    **fails exactly where node&#60;15, or where postgres&#60;15**

    | node \\ postgres | 13 | 15 | 17 |
    | --- | --- | --- | --- |
    | **13** | ✗ failed 1.9s | ✗ failed 1.9s | ✗ failed 1.9s |
    | **15** | ✗ failed 5.3s | ✓ passed 5.7s | ✓ passed 6.0s |
    | **20** | ✗ failed (allowed) 6.4s | ! not ready 0.9s | ✓ passed 7.2s |

    #### Tests that are not green everywhere

    | test | node=13<br>postgres=13 | node=13<br>postgres=15 | node=13<br>postgres=17 | node=15<br>postgres=13 | node=15<br>postgres=15 | node=15<br>postgres=17 | node=20<br>postgres=13 | node=20<br>postgres=15 | node=20<br>postgres=17 |  |
    | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
    | settings › fall back to &#96;defaults&#96; &#124; &#64;all &#60;b&#62; | ✗ | ✗ | ✗ | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ | exactly where node&#60;15 |

    <details><summary>✗ failed node=13,postgres=13 and 2 more: exit code 1</summary>

    \`\`\`
    /app/src/language.js:3
      return value?.name ?? "nobody";
                   ^

    SyntaxError: Unexpected token '.'
    \`\`\`

    Reproduce: <code>matrix run matrix.yml --only 'node=13,postgres=13'</code>

    </details>

    <details><summary>✗ failed node=15,postgres=13: exit code 1</summary>

    \`\`\`
    1 failing

    1) todos
         merges:
       error: syntax error at or near "MERGE"
        at async merge (src/todos.js:41:18)
    \`\`\`

    Reproduce: <code>matrix run matrix.yml --only 'node=15,postgres=13'</code>

    </details>

    <details><summary>&#33; not ready node=20,postgres=15: service db: it exited with code 1 before it was ready</summary>

    \`\`\`
    initdb: error: directory "/var/lib/postgresql/data" exists but is not empty
    \`\`\`

    Reproduce: <code>matrix run matrix.yml --only 'node=20,postgres=15'</code>

    </details>

    <details><summary>✗ failed (allowed) node=20,postgres=13: exit code 1</summary>

    \`\`\`
    1 failing

    1) todos
         merges:
       error: syntax error at or near "MERGE"
        at async merge (src/todos.js:41:18)
    \`\`\`

    Reproduce: <code>matrix run matrix.yml --only 'node=20,postgres=13'</code>

    </details>
    "
  `);
});

test('three axes are a list, the red cells first', () => {
  const plan = samplePlan({ node: ['13', '20'], postgres: ['15'], os: ['alpine', 'debian'] });
  const events = sampleRun(plan, ({ id }) =>
    id === 'node=20,postgres=15,os=alpine' ? { outcome: { kind: 'failed', exitCode: 1 } } : undefined,
  );
  const text = markdownReport(summaryOf(plan, events));
  expect(text.split('\n').filter((line) => line.startsWith('|'))).toEqual([
    '| node | postgres | os | outcome |',
    '| --- | --- | --- | --- |',
    '| 20 | 15 | alpine | ✗ failed 4.9s |',
    '| 13 | 15 | alpine | ✓ passed 4.2s |',
    '| 13 | 15 | debian | ✓ passed 4.6s |',
    '| 20 | 15 | debian | ✓ passed 5.3s |',
  ]);
});

test('stays below a mebibyte with a thousand cells that each fail at length, and says what it left out', () => {
  const numbers = Array.from({ length: 1_000 }, (_, at) => String(at));
  const plan = samplePlan({ n: numbers });
  const events = sampleRun(plan, (cell) => ({
    outcome: { kind: 'failed', exitCode: 1 },
    tail: Array.from({ length: 200 }, (_, line) => `${'failing '.repeat(20)}${cell.id} ${line}`),
  }));
  const text = markdownReport(summaryOf(plan, events), new Map(), options);
  expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
  expect(Buffer.byteLength(text)).toBeGreaterThan(500_000);
  expect(text).toMatch(/and \d+ more: the record of the run has all\n$/);
});

test('a suite cannot end its fence, nor speak to anybody', () => {
  const plan = samplePlan({ node: ['13'] });
  const events = sampleRun(plan, () => ({
    outcome: { kind: 'failed', exitCode: 1 },
    tail: ['Error: ```` </details> @team <script>alert(1)</script>'],
  }));
  const lines = markdownReport(summaryOf(plan, events)).split('\n');
  const fence = lines.find((line) => /^`+$/.test(line)) ?? '';
  expect(fence).toBe('`````');
  expect(lines.filter((line) => line === fence)).toHaveLength(2);
});
