import { expect, test } from 'vitest';
import { largeRecordLine } from '../../src/report/large-record.ts';

const gib = 1024 ** 3;

test('a record of more than 1 GiB is told, with the log that has most of it', () => {
  expect(largeRecordLine(gib, { path: 'test.log', bytes: gib })).toBeUndefined();
  expect(largeRecordLine(1.5 * gib, { path: '.matrix/runs/r/cells/00-a/test.log', bytes: 1.25 * gib })).toBe(
    'The record of this run takes 1.5 GiB, of which .matrix/runs/r/cells/00-a/test.log has 1.3 GiB; matrix clean --runs removes the records but for the newest',
  );
  expect(largeRecordLine(2 * gib, undefined)).toBe(
    'The record of this run takes 2 GiB; matrix clean --runs removes the records but for the newest',
  );
});
