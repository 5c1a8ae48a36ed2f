import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createOutputFile } from '../../src/record/output-file.ts';
import { emptyFolder } from './folder.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const fail = (error: unknown) => {
  throw error;
};

test('fifty megabytes go through while little is held', async () => {
  const path = join(await emptyFolder(), 'cells/00/test.log');
  const file = createOutputFile(path, fail);
  const chunk = new Uint8Array(64 * 1024);
  collectGarbage();
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  let waits = 0;
  for (let i = 0; i < 800; i++) {
    const room = file.write(Uint8Array.from(chunk));
    if (room) waits++;
    await room;
    if (i % 50 > 0) continue;
    collectGarbage();
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  await file.close();
  expect((await stat(path)).size).toBe(800 * chunk.length);
  expect(waits).toBeGreaterThan(100);
  expect(most).toBeLessThan(16 * 1024 * 1024);
});

test('a writer waits when much is held, and is let go when it is written', async () => {
  const file = createOutputFile(join(await emptyFolder(), 'test.log'), fail);
  expect(file.write(new Uint8Array(1_000))).toBeUndefined();
  const room = file.write(new Uint8Array(300_000));
  expect(room).toBeInstanceOf(Promise);
  await room;
  expect(file.write(new Uint8Array(1_000))).toBeUndefined();
  await file.close();
});
