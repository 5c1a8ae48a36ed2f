import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../src/model/event.ts';
import { emptySummary, type Summary, summarize } from '../../src/model/summary.ts';
import { finalReport } from '../../src/report/final-report.ts';
import { liveReporter } from '../../src/report/live.ts';
import { liveFrame } from '../../src/report/live-frame.ts';
import { width } from '../../src/report/width.ts';
import { samplePlan } from './samples/plans.ts';
import { mixedEnding, run, sampleRun, start, summaryOf } from './samples/runs.ts';
import { fakeScreen } from './screen.ts';
import { fakeTerminal } from './terminal.ts';

const plan = samplePlan(
  { node: ['13', '15', '20'], postgres: ['13', '15', '17'] },
  { skip: (id) => id === 'node=13,postgres=17' },
);
const events = sampleRun(plan, mixedEnding);
const until = (ms: number, all: readonly RunEvent[] = events) => all.filter(({ at }) => at - start <= ms);

/** A live reporter on a terminal, which draws every 100 ms from event to event. */
function living(columns: number, rows: number, all: readonly RunEvent[] = events) {
  const terminal = fakeTerminal(columns, rows);
  const reporter = liveReporter(terminal.screen);
  let summary: Summary = emptySummary(plan, run);
  let now = start;
  let next = 0;
  return {
    terminal,
    reporter,
    summary: () => summary,
    goOn(ms: number) {
      for (const end = start + ms; now <= end; now += 100) {
        for (let event = all[next]; event && event.at <= now; event = all[++next]) {
          summary = summarize(summary, event);
          reporter.event(event, summary);
        }
        reporter.tick(now);
      }
    },
  };
}

const plainScreen = { columns: 80, rows: 24, colour: false, unicode: true };
const picture = (summary: Summary, ms: number, but = {}) =>
  liveFrame(summary, start + ms, { ...plainScreen, ...but }).join('\n');

describe('a frame', () => {
  test('while images come', () => {
    expect(picture(summaryOf(plan, until(600)), 600)).toMatchInlineSnapshot(`
      "⠦ building node 13      [4/7] RUN npm ci                                0.6s
      ⠦ building node 15      [4/7] RUN npm ci                                0.6s
      ⠦ building node 20      [4/7] RUN npm ci                                0.6s
      ⠦ pulling  postgres:13  ━━━━━━━╌╌╌╌╌╌╌╌╌  61 MiB of 135 MiB             0.6s
      ⠦ pulling  postgres:15  ━━━━━━━╌╌╌╌╌╌╌╌╌  61 MiB of 135 MiB             0.6s
      ⠦ pulling  postgres:17  ━━━━━━━╌╌╌╌╌╌╌╌╌  61 MiB of 135 MiB             0.5s

      ┌─────────────────┬───────────────────┬───────────────────┬───────────────────┐
      │ node \\ postgres │ 13                │ 15                │ 17                │
      ├─────────────────┼───────────────────┼───────────────────┼───────────────────┤
      │ 13              │ · waiting         │ · waiting         │ –                 │
      │ 15              │ · waiting         │ · waiting         │ · waiting         │
      │ 20              │ · waiting         │ · waiting         │ · waiting         │
      └─────────────────┴───────────────────┴───────────────────┴───────────────────┘

      8 waiting   0.6s, 4 at once"
    `);
  });

  test('with a bar against the usual time, where that is known and there is room', () => {
    const usual = new Map(plan.cells.map(({ id }, index) => [id, 2_000 + 1_000 * index]));
    const wide = liveFrame(summaryOf(plan, until(6_500)), start + 6_500, { ...plainScreen, columns: 100 }, usual);
    expect(wide.join('\n')).toMatchInlineSnapshot(`
      "┌─────────────────┬────────────────────────┬────────────────────────┬────────────────────────┐
      │ node \\ postgres │ 13                     │ 15                     │ 17                     │
      ├─────────────────┼────────────────────────┼────────────────────────┼────────────────────────┤
      │ 13              │ ✗ failed          1.9s │ ✗ failed          1.9s │ –                      │
      │ 15              │ ⠴ test     ━━━━   3.1s │ ⠴ test     ━━━╌   2.6s │ ⠴ test     ━━╌╌   2.1s │
      │ 20              │ ⠴ test     ━━╌╌   1.6s │ ! not ready       0.9s │ ⠴ test     ━╌╌╌   0.6s │
      └─────────────────┴────────────────────────┴────────────────────────┴────────────────────────┘

      2 failed, 1 not ready, 5 running   6.5s, 4 at once"
    `);
    const narrow = liveFrame(summaryOf(plan, until(6_500)), start + 6_500, plainScreen, usual);
    expect(narrow.join('\n')).not.toMatch(/[━╌]/);
  });

  test('while suites run', () => {
    expect(picture(summaryOf(plan, until(6_500)), 6_500)).toMatchInlineSnapshot(`
      "┌─────────────────┬───────────────────┬───────────────────┬───────────────────┐
      │ node \\ postgres │ 13                │ 15                │ 17                │
      ├─────────────────┼───────────────────┼───────────────────┼───────────────────┤
      │ 13              │ ✗ failed     1.9s │ ✗ failed     1.9s │ –                 │
      │ 15              │ ⠴ test       3.1s │ ⠴ test       2.6s │ ⠴ test       2.1s │
      │ 20              │ ⠴ test       1.6s │ ! not ready  0.9s │ ⠴ test       0.6s │
      └─────────────────┴───────────────────┴───────────────────┴───────────────────┘

      2 failed, 1 not ready, 5 running   6.5s, 4 at once"
    `);
  });

  test('in a hundred and twenty columns', () => {
    expect(picture(summaryOf(plan, until(3_200)), 3_200, { columns: 120, rows: 40 })).toMatchInlineSnapshot(`
      "┌─────────────────┬───────────────────┬───────────────────┬───────────────────┐
      │ node \\ postgres │ 13                │ 15                │ 17                │
      ├─────────────────┼───────────────────┼───────────────────┼───────────────────┤
      │ 13              │ ✗ failed     1.9s │ ⠹ test       0.3s │ –                 │
      │ 15              │ ⠹ db         1.0s │ ⠹ db         0.5s │ ⠹ db         0.0s │
      │ 20              │ · waiting         │ · waiting         │ · waiting         │
      └─────────────────┴───────────────────┴───────────────────┴───────────────────┘

      1 failed, 4 running, 3 waiting   3.2s, 4 at once"
    `);
  });

  test('of three axes', () => {
    const three = samplePlan({ node: ['13', '20'], postgres: ['15'], locale: ['C', 'tr_TR.UTF-8'] });
    expect(
      picture(summaryOf(three, until(2_000, sampleRun(three, mixedEnding))), 2_000, { unicode: false }),
    ).toMatchInlineSnapshot(`
      "+------+----------+-------------+-------------+--------+
      | node | postgres | locale      | cell        |   time |
      +------+----------+-------------+-------------+--------+
      | 13   | 15       | C           | | db        |   0.8s |
      | 13   | 15       | tr_TR.UTF-8 | | db        |   0.3s |
      | 20   | 15       | C           | | network   |   0.0s |
      | 20   | 15       | tr_TR.UTF-8 | . waiting   |        |
      +------+----------+-------------+-------------+--------+

      3 running, 1 waiting   2.0s, 4 at once"
    `);
  });

  test('of a thousand cells tells those that run', () => {
    const names = Array.from({ length: 40 }, (_, at) => String(at));
    const many = samplePlan({ a: names, b: names.slice(0, 25) });
    const all = sampleRun(many, ({ index }) =>
      index % 9 === 4 ? { outcome: { kind: 'failed', exitCode: 1 }, ms: 3_000 } : undefined,
    );
    expect(picture(summaryOf(many, until(9_000, all)), 9_000, { rows: 12 })).toMatchInlineSnapshot(`
      "⠋ test  a=0,b=5     4.1s
      ⠋ test  a=0,b=6     3.6s
      ⠋ test  a=0,b=7     3.1s
      ⠋ test  a=0,b=8     2.6s
      ⠋ test  a=0,b=9     2.1s
      ⠋ test  a=0,b=10    1.6s
      ⠋ test  a=0,b=11    1.1s
      ⠋ test  a=0,b=12    0.6s
      and 4 more

      4 passed, 1 failed, 12 running, 983 waiting   9.0s, 4 at once"
    `);
  });

  test('of a second attempt, and of a run that is being stopped', () => {
    const cell = 'node=13,postgres=13';
    const summary = summaryOf(plan, [
      ...until(0),
      { at: start + 100, type: 'cell-phase', cell, attempt: 2, phase: 'test' },
      { at: start + 200, type: 'cancelling', reason: 'interrupted' },
    ]);
    expect(picture(summary, 900)).toMatch(/⠏ test #2 +0\.8s/);
    expect(picture(summary, 900)).toContain('stopping (interrupted)');
  });

  test('fits every screen', () => {
    const times = fc.nat({ max: 12_000 });
    const size = fc.record({ columns: fc.integer({ min: 10, max: 140 }), rows: fc.integer({ min: 1, max: 50 }) });
    fc.assert(
      fc.property(times, size, fc.boolean(), fc.boolean(), (ms, { columns, rows }, colour, unicode) => {
        const lines = liveFrame(summaryOf(plan, until(ms)), start + ms, { columns, rows, colour, unicode });
        expect(lines.length).toBeLessThan(Math.max(2, rows));
        for (const line of lines) expect(width(line)).toBeLessThan(columns);
      }),
      { examples: [[0, { columns: 43, rows: 10 }, false, false]], numRuns: 200 },
    );
  });
});

describe('a terminal', () => {
  test('shows one table, however often it was drawn', async () => {
    const { terminal, goOn, summary } = living(80, 24);
    terminal.screen.write('$ matrix run\n');
    goOn(6_500);
    const frame = liveFrame(summary(), start + 6_500, { ...plainScreen });
    expect(await terminal.lines()).toEqual(['$ matrix run', ...frame]);
    expect(terminal.cursorIsShown()).toBe(false);
  });

  test('gets one write a frame', () => {
    const { terminal, goOn } = living(80, 24);
    goOn(1_000);
    expect(terminal.writes()).toBe(11);
  });

  test.each([
    ['wider', 120, 40],
    ['a little narrower', 78, 24],
    ['half as wide', 40, 24],
    ['lower', 80, 12],
  ])('that becomes %s between two frames keeps no debris', async (_, columns, rows) => {
    const { terminal, goOn, summary } = living(80, 24);
    terminal.screen.write('$ matrix run\n');
    goOn(6_000);
    await terminal.resize(columns, rows);
    goOn(6_500);
    const frame = liveFrame(summary(), start + 6_500, { ...plainScreen, columns, rows });
    expect(await terminal.lines()).toEqual(['$ matrix run', ...frame]);
    expect(await terminal.wrapped()).toBe(false);
  });

  test('that is low at the bottom scrolls, and keeps what stood above', async () => {
    const { terminal, goOn, summary } = living(80, 14);
    const before = Array.from({ length: 20 }, (_, at) => `line ${at}`);
    terminal.screen.write(`${before.join('\n')}\n`);
    goOn(3_000);
    const frame = liveFrame(summary(), start + 3_000, { ...plainScreen, rows: 14 });
    expect(await terminal.lines()).toEqual([...before, ...frame]);
  });

  test.each([false, true])(
    'shows the results in the place of the live table, restored before: %s',
    async (restored) => {
      const { terminal, reporter, goOn, summary } = living(80, 60);
      terminal.screen.write('$ matrix run\n');
      goOn(60_000);
      if (restored) reporter.restore();
      reporter.finish(summary());
      reporter.restore();
      const report = finalReport(summary(), fakeScreen()).trimEnd().split('\n');
      expect(await terminal.lines()).toEqual(['$ matrix run', ...report]);
      expect(terminal.cursorIsShown()).toBe(true);
    },
  );

  test('has its cursor back at any time', async () => {
    const { terminal, reporter, goOn } = living(80, 24);
    reporter.restore();
    expect(terminal.writes()).toBe(0);
    const again = living(80, 24);
    again.goOn(3_000);
    again.reporter.restore();
    again.reporter.restore();
    const frame = await again.terminal.lines();
    const writes = again.terminal.writes();
    again.goOn(4_000);
    expect(again.terminal.writes()).toBe(writes);
    expect(again.terminal.cursorIsShown()).toBe(true);
    again.terminal.screen.write('$\n');
    expect(await again.terminal.lines()).toEqual([...frame, '$']);
    goOn(0);
  });
});
