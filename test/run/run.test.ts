import { describe, expect, test } from 'vitest';
import type { Comparison } from '../../src/model/comparison.ts';
import type { Plan } from '../../src/model/plan.ts';
import { emptySummary, type Summary, summarize } from '../../src/model/summary.ts';
import type { Keep } from '../../src/run/context.ts';
import { BuildFailure, EngineFailure } from '../../src/run/engine.ts';
import { autoJobs } from '../../src/run/run.ts';
import { cellPlan, type Played, planOf, play } from './harness.ts';

const withDb = (id: string) => cellPlan(id, { services: ['db'] });
const last = (story: readonly string[], cell: string) => story.find((line) => line.includes(` ${cell}: {`));

describe('a run that goes well', () => {
  test('one cell with a service, from image to teardown', async () => {
    const { story, calls, openAtEnd } = await play(planOf([withDb('a')]));
    expect(story).toMatchInlineSnapshot(`
      [
        "0 run-started",
        "0 app:1: started",
        "0 app:1: 1/2 RUN setup",
        "0 postgres:15: started",
        "0 postgres:15: 1/2 RUN setup",
        "10 app:1: ready",
        "10 postgres:15: ready",
        "10 a#1: network",
        "20 a#1: services",
        "40 a#1: db ready",
        "40 a#1: test",
        "150 a#1: teardown",
        "160 a: {"kind":"passed"} after 140 ms, 1 attempts, []",
        "160 run-finished",
      ]
    `);
    expect(calls).toMatchInlineSnapshot(`
      [
        "image app:1",
        "image postgres:15",
        "open a#1",
        "start db in a#1 from sha256:postgres:15",
        "test a#1 from sha256:app:1",
        "close a#1",
      ]
    `);
    expect(openAtEnd).toBe(0);
  });

  test('what is another since cells were green is told last, where there is anything to tell', async () => {
    const comparison: Comparison = {
      cells: ['a'],
      since: '20261123-104700-abcd',
      moved: [],
      isKnown: true,
      isRebuilt: false,
      code: 'changed',
    };
    const { events, story } = await play(planOf([cellPlan('a')]), {}, { compared: [comparison] });
    expect(story.slice(-2)).toEqual(['140 compared', '140 run-finished']);
    expect(events.reduce(summarize, emptySummary(planOf([]), '')).compared).toEqual([comparison]);
    const silent = await play(planOf([cellPlan('a')]), {}, { compared: [] });
    expect(silent.story).not.toContain('140 compared');
  });

  test('cells that share an image wait for one build, and no more than `jobs` run at once', async () => {
    const { calls, mostOpen } = await play(planOf([cellPlan('a'), cellPlan('b'), cellPlan('c')]), {}, { jobs: 2 });
    expect(calls.filter((call) => call.startsWith('image'))).toEqual(['image app:1']);
    expect(mostOpen).toBe(2);
  });

  test('cells that come first take the first slots, and their images are made first', async () => {
    const cells = ['a', 'b', 'c', 'd'].map((id) => cellPlan(id, { image: `app:${id}` }));
    const { calls, events } = await play(planOf(cells), {}, { jobs: 1, first: ['d', 'b'] });
    expect(calls.filter((call) => /^(image|open)/.test(call))).toEqual([
      'image app:b',
      'image app:d',
      'image app:a',
      'image app:c',
      'open b#1',
      'open d#1',
      'open a#1',
      'open c#1',
    ]);
    expect(events[0]?.type === 'run-started' && events[0].plan.cells.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
  });

  test('a cell whose image is there does not wait for the build of another', async () => {
    const slow = cellPlan('slow', { image: 'app:slow' });
    const { story } = await play(
      planOf([slow, cellPlan('quick', { image: 'app:quick' })]),
      { images: { 'app:slow': { takesMs: 5_000 }, 'app:quick': { cached: true } } },
      { jobs: 1 },
    );
    expect(last(story, 'quick')).toMatchInlineSnapshot(`"140 quick: {"kind":"passed"} after 120 ms, 1 attempts, []"`);
    expect(last(story, 'slow')).toMatchInlineSnapshot(`"5130 slow: {"kind":"passed"} after 120 ms, 1 attempts, []"`);
  });
});

describe('a suite that does not pass', () => {
  test('keeps its exit code and its last lines', async () => {
    const { story } = await play(planOf([cellPlan('a')]), {
      test: () => ({ output: 'one\ntwo\n', exit: { exitCode: 3 } }),
    });
    expect(last(story, 'a')).toMatchInlineSnapshot(
      `"140 a: {"kind":"failed","exitCode":3} after 120 ms, 1 attempts, ["one","two"]"`,
    );
  });

  test('out of memory is told apart from an exit code of 137', async () => {
    const plan = planOf([cellPlan('oom', { memoryBytes: 64 }), cellPlan('killed')]);
    const { story } = await play(plan, {
      test: (cell) => ({ exit: { exitCode: 137, outOfMemory: cell === 'oom' } }),
    });
    expect(last(story, 'oom')).toMatchInlineSnapshot(
      `"140 oom: {"kind":"out-of-memory","limitBytes":64} after 120 ms, 1 attempts, []"`,
    );
    expect(last(story, 'killed')).toMatchInlineSnapshot(
      `"140 killed: {"kind":"failed","exitCode":137} after 120 ms, 1 attempts, []"`,
    );
  });

  test('past its timeout it is timed out, whatever the exit code of its end', async () => {
    const { story, openAtEnd } = await play(planOf([cellPlan('a', { timeoutMs: 500 })]), {
      test: () => ({ output: 'still at it', takesMs: 60_000 }),
    });
    expect(story.slice(-3)).toMatchInlineSnapshot(`
      [
        "530 a#1: teardown",
        "540 a: {"kind":"timed-out","afterMs":500} after 520 ms, 1 attempts, ["still at it"]",
        "540 run-finished",
      ]
    `);
    expect(openAtEnd).toBe(0);
  });

  test('passes on a retry: flaky, with a sandbox of its own for each attempt', async () => {
    const { story, calls } = await play(planOf([cellPlan('a', { retries: 2 })]), {
      test: (_cell, attempt) => ({ output: `try ${attempt}`, exit: { exitCode: attempt === 1 ? 1 : 0 } }),
    });
    expect(last(story, 'a')).toMatchInlineSnapshot(
      `"270 a: {"kind":"flaky","attempts":2} after 250 ms, 2 attempts, []"`,
    );
    expect(story.filter((line) => line.includes('and again'))).toMatchInlineSnapshot(`
      [
        "140 a#1: {"kind":"failed","exitCode":1} after 120 ms, and again, ["try 1"]",
      ]
    `);
    expect(calls.filter((call) => /^(open|close)/.test(call))).toEqual([
      'open a#1',
      'close a#1',
      'open a#2',
      'close a#2',
    ]);
  });

  test('fails on every retry: failed', async () => {
    const { story } = await play(planOf([cellPlan('a', { retries: 2 })]), { test: () => ({ exit: { exitCode: 9 } }) });
    expect(story.filter((line) => line.includes('and again'))).toMatchInlineSnapshot(`
      [
        "140 a#1: {"kind":"failed","exitCode":9} after 120 ms, and again, []",
        "270 a#2: {"kind":"failed","exitCode":9} after 120 ms, and again, []",
      ]
    `);
    expect(last(story, 'a')).toMatchInlineSnapshot(
      `"400 a: {"kind":"failed","exitCode":9} after 380 ms, 3 attempts, []"`,
    );
  });

  test('fail-fast cancels the others and keeps the exit code of the one that failed', async () => {
    const plan = planOf([cellPlan('a'), cellPlan('b'), cellPlan('c')], { failFast: true });
    const { story, openAtEnd } = await play(plan, {
      test: (cell) => (cell === 'a' ? { takesMs: 50, exit: { exitCode: 4 } } : { takesMs: 5_000 }),
    });
    expect(['a', 'b', 'c'].map((cell) => last(story, cell))).toMatchInlineSnapshot(`
      [
        "90 a: {"kind":"failed","exitCode":4} after 70 ms, 1 attempts, []",
        "100 b: {"kind":"cancelled","reason":"fail-fast"} after 80 ms, 1 attempts, []",
        "90 c: {"kind":"cancelled","reason":"fail-fast"} after 0 ms, 0 attempts, []",
      ]
    `);
    expect(openAtEnd).toBe(0);
  });

  test('fail-fast leaves an allowed failure be', async () => {
    const plan = planOf([cellPlan('a', { allowFailure: true }), cellPlan('b')], { failFast: true });
    const { story } = await play(plan, { test: (cell) => ({ exit: { exitCode: cell === 'a' ? 1 : 0 } }) }, { jobs: 1 });
    expect(last(story, 'b')).toContain('"passed"');
  });
});

describe('infrastructure', () => {
  test('an image that does not build is told once, for all its cells', async () => {
    const { story, calls } = await play(planOf([cellPlan('a'), cellPlan('b')]), {
      images: { 'app:1': { fails: [new BuildFailure('RUN npm ci: exit code 1', ['no such package'])] } },
    });
    expect(story).toMatchInlineSnapshot(`
      [
        "0 run-started",
        "0 app:1: started",
        "0 app:1: 1/2 RUN setup",
        "10 app:1: failed: RUN npm ci: exit code 1",
        "10 a: {"kind":"not-built","image":"app:1"} after 0 ms, 0 attempts, []",
        "10 b: {"kind":"not-built","image":"app:1"} after 0 ms, 0 attempts, []",
        "10 run-finished",
      ]
    `);
    expect(calls).toEqual(['image app:1']);
  });

  test('a registry that has a hiccup is asked again, with backoff', async () => {
    const hiccup = new EngineFailure('503', { transient: true });
    const { story } = await play(planOf([withDb('a')]), { images: { 'postgres:15': { fails: [hiccup, hiccup] } } });
    expect(story.filter((line) => line.includes('postgres:15'))).toMatchInlineSnapshot(`
      [
        "0 postgres:15: started",
        "0 postgres:15: 1/2 RUN setup",
        "510 postgres:15: 1/2 RUN setup",
        "2520 postgres:15: 1/2 RUN setup",
        "2530 postgres:15: ready",
      ]
    `);
    expect(last(story, 'a')).toContain('"passed"');
  });

  test('a registry that stays away is an engine error of the cells that need it', async () => {
    const gone = new EngineFailure('Cannot pull postgres:15: 503', { transient: true });
    const { story } = await play(planOf([withDb('a'), cellPlan('b')]), {
      images: { 'postgres:15': { fails: [gone, gone, gone, gone] } },
    });
    expect([last(story, 'a'), last(story, 'b')]).toMatchInlineSnapshot(`
      [
        "10540 a: {"kind":"engine-error","problem":{"message":"Cannot pull postgres:15: 503","detail":[]}} after 0 ms, 0 attempts, []",
        "140 b: {"kind":"passed"} after 120 ms, 1 attempts, []",
      ]
    `);
  });

  test('an image that no cell waits for any more is given up, and nothing is told after the end', async () => {
    const { story } = await play(planOf([withDb('a')]), {
      images: {
        'app:1': { fails: [new BuildFailure('RUN npm ci: exit code 1', [])] },
        'postgres:15': { takesMs: 60_000 },
      },
    });
    expect(story).toMatchInlineSnapshot(`
      [
        "0 run-started",
        "0 app:1: started",
        "0 app:1: 1/2 RUN setup",
        "0 postgres:15: started",
        "0 postgres:15: 1/2 RUN setup",
        "10 app:1: failed: RUN npm ci: exit code 1",
        "10 a: {"kind":"not-built","image":"app:1"} after 0 ms, 0 attempts, []",
        "10 run-finished",
      ]
    `);
  });

  test('a reference that does not exist is not asked for again', async () => {
    const { calls } = await play(planOf([withDb('a')]), {
      images: { 'postgres:15': { fails: [new EngineFailure('manifest unknown', { transient: false })] } },
    });
    expect(calls.filter((call) => call === 'image postgres:15')).toHaveLength(1);
  });

  test('a service that dies is told at once, with its own last lines', async () => {
    const { story, openAtEnd } = await play(planOf([withDb('a')]), {
      service: () => ({ output: 'password missing\n', exit: { exitCode: 1 }, takesMs: 50 }),
    });
    expect(story.slice(-3)).toMatchInlineSnapshot(`
      [
        "80 a#1: teardown",
        "90 a: {"kind":"not-ready","service":"db","reason":"it exited with code 1 before it was ready","logTail":["password missing"]} after 70 ms, 1 attempts, []",
        "90 run-finished",
      ]
    `);
    expect(openAtEnd).toBe(0);
  });

  test('a service that never gets ready is told when its time is over', async () => {
    const { story } = await play(planOf([withDb('a')]), { service: () => ({ output: 'starting\n' }) });
    expect(last(story, 'a')).toMatchInlineSnapshot(
      `"1040 a: {"kind":"not-ready","service":"db","reason":"it was not ready within 1 s","logTail":["starting"]} after 1020 ms, 1 attempts, []"`,
    );
  });

  test('the first of two services that does not get ready decides', async () => {
    const cell = cellPlan('a', { services: ['db', 'cache'] });
    const { story } = await play(planOf([cell]), {
      service: (_cell, name) => (name === 'cache' ? { exit: { exitCode: 2 }, takesMs: 5 } : {}),
    });
    expect(last(story, 'a')).toContain('"service":"cache"');
  });

  test('a service that is lost while the suite runs is told beside its outcome', async () => {
    const { story } = await play(planOf([withDb('a')]), {
      service: () => ({ output: 'PANIC\n', readyAfterMs: 5, exit: { exitCode: 2 }, takesMs: 60 }),
      test: () => ({ exit: { exitCode: 1 } }),
    });
    expect(story.slice(-5)).toMatchInlineSnapshot(`
      [
        "35 a#1: test",
        "90 a#1: db lost, exit code 2, ["PANIC"]",
        "145 a#1: teardown",
        "155 a: {"kind":"failed","exitCode":1} after 135 ms, 1 attempts, []",
        "155 run-finished",
      ]
    `);
  });

  test('an engine that has a hiccup gets the cell again, and that is no flaky suite', async () => {
    const { story } = await play(planOf([cellPlan('a')]), {
      openFails: (_cell, attempt) =>
        attempt === 1 ? new EngineFailure('connection reset', { transient: true }) : undefined,
    });
    expect(story.slice(-8)).toMatchInlineSnapshot(`
      [
        "10 a#1: network",
        "20 a#1: teardown",
        "1030 a#1: {"kind":"engine-error","problem":{"message":"connection reset","detail":[]}} after 10 ms, and again, []",
        "1030 a#2: network",
        "1040 a#2: test",
        "1150 a#2: teardown",
        "1160 a: {"kind":"passed"} after 1140 ms, 2 attempts, []",
        "1160 run-finished",
      ]
    `);
  });

  test('a surprise in the adapter ends its cell alone, with its stack', async () => {
    const { events, openAtEnd } = await play(planOf([cellPlan('a'), cellPlan('b')]), {
      openFails: (cell) => (cell === 'a' ? new TypeError('no such thing') : undefined),
    });
    const outcomes = events.flatMap((event) => (event.type === 'cell-finished' ? [event.outcome] : []));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['engine-error', 'passed']);
    const [surprise] = outcomes;
    expect(surprise?.kind === 'engine-error' && surprise.problem.message).toBe('no such thing');
    expect(surprise?.kind === 'engine-error' && surprise.problem.detail[0]).toBe('TypeError: no such thing');
    expect(openAtEnd).toBe(0);
  });

  test('what could not be removed is told', async () => {
    const { story } = await play(planOf([cellPlan('a')]), {
      leaves: () => [{ resource: 'network matrix-1', problem: { message: 'the engine is gone', detail: [] } }],
    });
    expect(story).toContain('140 left over: network matrix-1: the engine is gone');
  });
});

describe('Ctrl-C', () => {
  const phases = [
    { in: 'the image', at: 5 },
    { in: 'the network', at: 15 },
    { in: 'the start of a service', at: 25 },
    { in: 'the wait for a service', at: 45 },
    { in: 'the start of the suite', at: 235 },
    { in: 'the suite', at: 300 },
    { in: 'the teardown', at: 445 },
  ];
  test.each(phases)('in $in: nothing stays open, every cell has an outcome', async ({ at }) => {
    const plan = planOf([withDb('a'), withDb('b'), withDb('c')]);
    const { story, calls, openAtEnd, events } = await play(
      plan,
      { service: () => ({ readyAfterMs: 200 }), test: () => ({ takesMs: 200 }) },
      { jobs: 1, cancelAt: at },
    );
    expect(openAtEnd).toBe(0);
    expect(events.filter(({ type }) => type === 'cell-finished')).toHaveLength(3);
    expect(calls.filter((call) => call.startsWith('open')).length).toBe(
      calls.filter((call) => call.startsWith('close')).length,
    );
    expect(story.slice(story.findIndex((line) => line.includes('cancelling')))).toMatchSnapshot();
  });
});

describe('output', () => {
  test('goes to its source, with its secrets masked', async () => {
    const { output, story } = await play(
      planOf([withDb('a')]),
      {
        service: () => ({ output: 'db says s3cret', readyAfterMs: 5 }),
        test: () => ({ output: 'token s3cr', exit: { exitCode: 1 } }),
      },
      { secrets: { TOKEN: 's3cret' } },
    );
    expect(output).toEqual({ 'a/db': 'db says ***', a: 'token ***' });
    expect(last(story, 'a')).toContain('["token ***"]');
  });
});

test('what an engine quotes has no secret', async () => {
  const { story } = await play(
    planOf([cellPlan('a')]),
    { openFails: () => new EngineFailure('no network for s3cret', { transient: false, detail: ['czNjcmV0'] }) },
    { secrets: { TOKEN: 's3cret' } },
  );
  expect(last(story, 'a')).toContain('no network for ***');
  expect(story.join()).not.toMatch(/s3cret|czNjcmV0/);
});

describe('what a suite has written', () => {
  const cell = (id: string) => cellPlan(id, { results: ['reports/*.xml'] });

  test('is kept, with its secrets masked, whether the suite passed or not', async () => {
    const { story, output } = await play(
      planOf([cell('a')]),
      { test: () => ({ files: { 'reports/one.xml': '<a token="s3cret"/>' }, exit: { exitCode: 1 } }) },
      { secrets: { TOKEN: 's3cret' } },
    );
    expect(output['a/results/reports/one.xml']).toBe('<a token="***"/>');
    expect(story).toContain('130 a#1: 1 results');
    expect(last(story, 'a')).toContain('"failed"');
  });

  test('and cannot be had changes no outcome', async () => {
    const { story } = await play(planOf([cell('a')]), {
      test: () => ({ collectFails: new EngineFailure('gone', { transient: true }) }),
    });
    expect(story).toContain('130 a: no results: gone');
    expect(last(story, 'a')).toContain('"passed"');
  });

  test('is not asked for after a time-out', async () => {
    const { calls } = await play(planOf([cellPlan('a', { results: ['x'], timeoutMs: 50 })]));
    expect(calls.filter((call) => call.startsWith('collect'))).toEqual([]);
  });
});

describe('jobs', () => {
  const plan = (cells: number, memoryBytes?: number) =>
    planOf(
      Array.from({ length: cells }, (_, i) =>
        cellPlan(`c${i}`, { services: ['db'], ...(memoryBytes ? { memoryBytes } : {}) }),
      ),
    );
  const gib = 1024 ** 3;
  test.each([
    { cells: 9, memoryBytes: undefined, facts: { cpus: 2, memoryBytes: 24 * gib }, jobs: 4 },
    { cells: 3, memoryBytes: undefined, facts: { cpus: 8, memoryBytes: 24 * gib }, jobs: 3 },
    { cells: 9, memoryBytes: undefined, facts: { cpus: 8, memoryBytes: 4 * gib }, jobs: 3 },
    { cells: 9, memoryBytes: 8 * gib, facts: { cpus: 8, memoryBytes: 4 * gib }, jobs: 1 },
  ])('$cells cells on $facts.cpus processors: $jobs', ({ cells, memoryBytes, facts, jobs }) => {
    expect(autoJobs(plan(cells, memoryBytes), facts)).toBe(jobs);
  });
});

describe('cells that are kept', () => {
  const plan = planOf([cellPlan('red', { retries: 1 }), cellPlan('green')]);
  const script = { test: (cell: string) => ({ exit: { exitCode: cell === 'red' ? 1 : 0 } }) };
  const released = ({ calls }: Played) => calls.filter((call) => /^(keep|close)/.test(call)).toSorted();

  test.each<[keep: Keep, calls: readonly string[], kept: readonly string[]]>([
    ['never', ['close green#1', 'close red#1', 'close red#2'], []],
    ['failed', ['close green#1', 'close red#1', 'keep red#2'], ['red']],
    ['always', ['close red#1', 'keep green#1', 'keep red#2'], ['green', 'red']],
  ])('--keep %s', async (keep, calls, kept) => {
    const played = await play(plan, script, { keep });
    expect(released(played)).toEqual(calls);
    expect(summaryOf(plan, played).kept.toSorted()).toEqual(kept);
  });

  test('a run that is ended keeps nothing', async () => {
    const played = await play(plan, script, { keep: 'always', cancelAt: 60 });
    expect(released(played)).toEqual(['close green#1', 'close red#1']);
  });
});

function summaryOf(plan: Plan, { events }: Played): Summary {
  return events.reduce(summarize, emptySummary(plan, 'r'));
}
