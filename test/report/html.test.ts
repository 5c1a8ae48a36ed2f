import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { whereOf, whereRed } from '../../src/diagnosis/where-red.ts';
import { htmlReport } from '../../src/report/html/html-report.ts';
import { makePageData } from '../../src/report/html/make-page-data.ts';
import { nineCells } from '../page/sample-page.ts';

const options = { whereRed, whereOf, file: 'matrix.yml' };
const assets = { script: 'console.log(1)', style: 'p{color:red}' };

test('what the page knows of a cell that failed, of a test, and of where the run took place', () => {
  const { summary, tests } = nineCells();
  const source = { cell: 'node=15,postgres=13', attempt: 1, source: { service: 'db' } };
  const page = makePageData(summary, tests, [{ source, id: 'log-0', lines: 40 }], options);
  expect(page.cells[3]).toEqual({
    id: 'node=15,postgres=13',
    values: [1, 0],
    outcome: 0,
    why: 'exit code 1',
    durationMs: 5_310,
    attempts: 1,
    waits: [
      { kind: 'image', for: 'image postgres:13', start: 0, end: 940 },
      { kind: 'slot', for: 'a slot', start: 940, end: 2_500 },
    ],
    phases: [
      { name: 'network', attempt: 1, start: 2_500, end: 2_700 },
      { name: 'services', attempt: 1, start: 2_700, end: 3_901 },
      { name: 'suite', attempt: 1, start: 3_901, end: 7_810 },
      { name: 'teardown', attempt: 1, start: 7_810, end: 7_960 },
    ],
    image: 1,
    services: [['db', 3]],
    command: 'sh -c npm test',
    reproduce: "matrix run matrix.yml --only 'node=15,postgres=13'",
    tests: '1 failed, 1 passed',
    logs: [{ id: 'log-0', of: 'db', attempt: 1, lines: 40 }],
  });
  expect(page.outcomes).toEqual([
    { sign: '✗', word: 'failed', tone: 'red', cells: 5 },
    { sign: '!', word: 'not ready', tone: 'magenta', cells: 1 },
    { sign: '✓', word: 'passed', tone: 'green', cells: 3 },
  ]);
  expect(page.tests?.rows[1]).toEqual({
    name: 'todos › merges',
    outcomes: 'pppfppfp',
    where: 'exactly where node>=15 and postgres<15',
    failures: [{ cells: [3, 6], lines: [] }],
  });
  expect(page.images[1]).toEqual({
    label: 'node 15',
    key: 'todo-api:5c1e-15',
    digest: 'sha256:1',
    state: 'made',
    work: { start: 20, end: 920 },
  });
  expect(page.environment).toEqual([
    ['Run', '20261124-104700-3f9c'],
    ['Started', '2026-11-24T10:47:00.000Z'],
    ['Took', '12.4s'],
    ['Cells at once', '4'],
    ['Engine', 'Docker Engine 29.1.0 (API 1.52)'],
    ['Engine address', 'unix:///var/run/docker.sock'],
    ['Platform', 'linux/amd64, 8 CPUs, 16 GiB memory'],
  ]);
});

test('the document allows its own script and style and nothing else, and data cannot end its element', () => {
  const { summary, tests } = nineCells();
  const source = { cell: 'node=13,postgres=13', attempt: 1, source: 'test' as const };
  const log = { source, first: 'one\n</script><!--\n', last: '\u001b[31mlast\u001b[0m', omitted: 7 };
  const html = htmlReport(summary, tests, [log], assets, options);
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  expect(/Content-Security-Policy" content="(.*?)"/.exec(html)?.[1]).toBe(
    `default-src 'none'; script-src ${hash(assets.script)}; style-src ${hash(assets.style)}; img-src data:; base-uri 'none'; form-action 'none'`,
  );
  expect(/id="log-0">(.*?)<\/script>/.exec(html)?.[1]).toBe(
    '{"first":["one","\\u003c/script>\\u003c!--"],"omitted":7,"last":["last"]}',
  );
  expect(html.match(/<script/g)).toHaveLength(3);
});
