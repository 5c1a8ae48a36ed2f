import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRecord } from '../../src/record/create-record.ts';
import { listRuns } from '../../src/record/list-runs.ts';
import { outputPath } from '../../src/record/paths.ts';
import { parseEvents, readRecord } from '../../src/record/read-record.ts';
import { runJson } from '../../src/record/run-json.ts';
import { samplePlan } from '../report/samples/plans.ts';
import { mixedEnding, run, sampleRun, summaryOf } from '../report/samples/runs.ts';
import { emptyFolder } from './folder.ts';

const plan = samplePlan({ node: ['13', '15'], postgres: ['13', '15'] });
const events = sampleRun(plan, mixedEnding);
const cell = 'node=13,postgres=15';
const bytes = (text: string) => new TextEncoder().encode(text);

test('what was written is read back', async () => {
  const root = await emptyFolder();
  const writer = await createRecord(root, run, plan);
  for (const event of events) writer.event(event);
  void writer.output({ cell, attempt: 1, source: 'test' }, bytes('first '));
  void writer.output({ cell, attempt: 1, source: 'test' }, bytes('try\n'));
  void writer.output({ cell, attempt: 2, source: 'test' }, bytes('second try\n'));
  void writer.output({ cell, attempt: 1, source: { service: 'db' } }, bytes('ready\n'));
  writer.closeOutput(cell);
  await writer.close();
  const largest = join(writer.folder, 'cells/01-node=13,postgres=15/test.attempt-2.log');
  expect(writer.size()).toEqual({ bytes: 27, largest: { path: largest, bytes: 11 } });

  const record = await readRecord(writer.folder);
  expect(record).toEqual({ folder: writer.folder, run, plan, events, summary: summaryOf(plan, events) });
  expect(await readFile(join(root, '.matrix/.gitignore'), 'utf8')).toBe('*\n');
  expect((await readdir(writer.folder, { recursive: true })).sort()).toMatchInlineSnapshot(`
    [
      "cells",
      "cells/01-node=13,postgres=15",
      "cells/01-node=13,postgres=15/services",
      "cells/01-node=13,postgres=15/services/db.log",
      "cells/01-node=13,postgres=15/test.attempt-2.log",
      "cells/01-node=13,postgres=15/test.log",
      "events.ndjson",
      "plan.json",
      "run.json",
    ]
  `);
  const log = outputPath(plan, { cell, attempt: 1, source: 'test' }) ?? '';
  expect(await readFile(join(writer.folder, log), 'utf8')).toBe('first try\n');
  const written: unknown = JSON.parse(await readFile(join(writer.folder, 'run.json'), 'utf8'));
  expect(written).toEqual(JSON.parse(JSON.stringify(runJson(record.summary))));
});

test('what each attempt wrote is kept apart, and that of the last one stands under its own name', async () => {
  const writer = await createRecord(await emptyFolder(), run, plan);
  const wrote = async (attempt: number, path: string) => {
    writer.event({ type: 'cell-phase', at: 0, cell, attempt, phase: 'network' });
    for (const what of ['results', 'artifacts'] as const) {
      await writer.file(
        { cell, what },
        path,
        (async function* () {
          yield bytes(`${attempt}`);
        })(),
      );
    }
  };
  await wrote(1, 'a.xml');
  await wrote(2, 'b.xml');
  writer.event({ type: 'cell-phase', at: 0, cell, attempt: 3, phase: 'network' });
  await wrote(4, 'a.xml');
  await writer.close();
  const folder = join(writer.folder, 'cells/01-node=13,postgres=15');
  expect((await readdir(folder, { recursive: true })).filter((path) => path.endsWith('.xml')).sort()).toEqual([
    'artifacts.attempt-1/a.xml',
    'artifacts.attempt-2/b.xml',
    'artifacts/a.xml',
    'results.attempt-1/a.xml',
    'results.attempt-2/b.xml',
    'results/a.xml',
  ]);
  expect(await readFile(join(folder, 'results/a.xml'), 'utf8')).toBe('4');
});

test('output that comes after a cell was closed is still kept', async () => {
  const writer = await createRecord(await emptyFolder(), run, plan);
  void writer.output({ cell, attempt: 1, source: 'test' }, bytes('a'));
  writer.closeOutput(cell);
  void writer.output({ cell, attempt: 1, source: 'test' }, bytes('b'));
  await writer.close();
  const log = outputPath(plan, { cell, attempt: 1, source: 'test' }) ?? '';
  expect((await readFile(join(writer.folder, log), 'utf8')).length).toBe(2);
});

describe('a run that was killed', () => {
  const text = events.map((event) => `${JSON.stringify(event)}\n`).join('');

  test('leaves its events on the disk without being closed', async () => {
    const writer = await createRecord(await emptyFolder(), run, plan);
    const some = events.slice(0, -5);
    for (const event of some) writer.event(event);
    expect((await readRecord(writer.folder)).events).toEqual(some);
    await writer.close();
  });

  test('is readable wherever its last line was torn', () => {
    fc.assert(
      fc.property(fc.nat({ max: text.length }), (length) => {
        const torn = text.slice(0, length);
        const whole = torn.split('\n').length - 1;
        const read = parseEvents(torn, 'events.ndjson');
        expect(read).toEqual(events.slice(0, read.length));
        expect([whole, whole + 1]).toContain(read.length);
      }),
      { numRuns: 300 },
    );
  });

  test('is readable when a power cut left zeros', () => {
    expect(parseEvents(`${text}\0\0\0`, 'events.ndjson')).toEqual(events);
  });

  test('is not guessed at when a line in the middle is damaged', () => {
    const [first = '', ...rest] = text.split('\n');
    const damaged = [first, 'x', ...rest].join('\n');
    expect(() => parseEvents(damaged, 'events.ndjson')).toThrow('events.ndjson:2 is not an event of a run');
  });
});

describe('run.json', () => {
  test('of a run that goes on has no end and no exit code', () => {
    const json = runJson(summaryOf(plan, events.slice(0, 12)));
    expect(json).toMatchObject({ schemaVersion: 1, state: 'running', startedAt: '2026-11-24T10:47:00.000Z' });
    expect(json).not.toHaveProperty('finishedAt');
    expect(json).not.toHaveProperty('exitCode');
  });

  test('of a finished run tells every cell', () => {
    const json = runJson(summaryOf(plan, events));
    expect(json).toMatchObject({ state: 'finished', exitCode: 1 });
    expect(json.cells.map(({ id, outcome, exitCode }) => [id, outcome, exitCode])).toMatchInlineSnapshot(`
      [
        [
          "node=13,postgres=13",
          "failed",
          1,
        ],
        [
          "node=13,postgres=15",
          "failed",
          1,
        ],
        [
          "node=15,postgres=13",
          "failed",
          1,
        ],
        [
          "node=15,postgres=15",
          "passed",
          0,
        ],
      ]
    `);
    expect(json.cells[0]).toMatchInlineSnapshot(`
      {
        "allowFailure": false,
        "attempts": 1,
        "durationMs": 1900,
        "exitCode": 1,
        "id": "node=13,postgres=13",
        "index": 0,
        "outcome": "failed",
        "phases": [
          {
            "attempt": 1,
            "end": "2026-11-24T10:47:01.200Z",
            "name": "network",
            "start": "2026-11-24T10:47:01.000Z",
          },
          {
            "attempt": 1,
            "end": "2026-11-24T10:47:02.401Z",
            "name": "services",
            "start": "2026-11-24T10:47:01.200Z",
          },
          {
            "attempt": 1,
            "end": "2026-11-24T10:47:02.900Z",
            "name": "test",
            "start": "2026-11-24T10:47:02.401Z",
          },
          {
            "attempt": 1,
            "end": "2026-11-24T10:47:03.050Z",
            "name": "teardown",
            "start": "2026-11-24T10:47:02.900Z",
          },
        ],
        "state": "finished",
        "values": {
          "node": "13",
          "postgres": "13",
        },
      }
    `);
  });
});

describe('trouble', () => {
  test('a record that cannot be made is one sentence', async () => {
    const root = await emptyFolder();
    await writeFile(join(root, '.matrix'), 'in the way');
    const folder = join(root, '.matrix/runs', run);
    await expect(createRecord(root, run, plan)).rejects.toThrow(`cannot make the record of the run in ${folder}: `);
  });

  test('a run is recorded once', async () => {
    const root = await emptyFolder();
    await (await createRecord(root, run, plan)).close();
    await expect(createRecord(root, run, plan)).rejects.toThrow('it exists already');
  });

  test('output that cannot be kept is told once, and does not hold the suite', async () => {
    const told: string[] = [];
    const writer = await createRecord(await emptyFolder(), run, plan, { onTrouble: (sentence) => told.push(sentence) });
    await writeFile(join(writer.folder, 'cells'), 'in the way');
    for (const { id } of plan.cells)
      for (let i = 0; i < 10; i++)
        await writer.output({ cell: id, attempt: 1, source: 'test' }, new Uint8Array(300_000));
    for (const event of events) writer.event(event);
    await writer.close();
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^cannot write .+test\.log: /);
    expect((await readRecord(writer.folder)).events).toEqual(events);
  });

  test('a folder without a record is one sentence', async () => {
    const root = await emptyFolder();
    await expect(readRecord(root)).rejects.toThrow(`cannot read ${join(root, 'plan.json')}`);
  });
});

test('of runs that began in one second the one is newest whose plan was written last', async () => {
  const root = await emptyFolder();
  const ids = ['20261124-104700-bbbb', '20261124-104700-aaaa', '20261124-104700-cccc'];
  for (const [seconds, id] of ids.entries()) {
    const { folder, close } = await createRecord(root, id, plan);
    await close();
    await utimes(join(folder, 'plan.json'), seconds, seconds);
  }
  expect((await listRuns(root)).map((found) => found.run)).toEqual(ids.toReversed());
});

test('runs are listed newest first, without what is no record', async () => {
  const root = await emptyFolder();
  expect(await listRuns(root)).toEqual([]);
  for (const id of ['20261124-104700-aaaa', '20261125-090000-bbbb', '20251124-104700-cccc'])
    await (await createRecord(root, id, plan)).close();
  await mkdir(join(root, '.matrix/runs/else'));
  const names = (await listRuns(root)).map((found) => found.run);
  expect(names).toEqual(['20261125-090000-bbbb', '20261124-104700-aaaa', '20251124-104700-cccc']);
});
