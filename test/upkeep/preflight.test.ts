import { expect, test } from 'vitest';
import { type Preflight, refusalOf } from '../../src/upkeep/preflight.ts';
import { fit } from './facts.ts';

const gib = 1024 ** 3;
const good: Preflight = {
  engine: fit.engine.engine,
  disk: fit.engine.disk,
  record: fit.record,
  demand: { largestCpus: undefined },
};

test.each<[string, Partial<Preflight>, string | undefined]>([
  ['all is well', {}, undefined],
  ['only a warning', { disk: { path: '/d', freeBytes: gib } }, undefined],
  [
    'what is not known',
    { disk: { unknown: 'elsewhere' }, record: { ...fit.record, disk: { unknown: '' } } },
    undefined,
  ],
  ["the engine's disk is full", { disk: { path: '/d', freeBytes: 0 } }, "Only 0 B free for the engine's images (/d)"],
  [
    "the record's disk is full",
    { record: { ...fit.record, disk: { path: '/r', freeBytes: 9 } } },
    'Only 9 B free for the record (/r)',
  ],
  [
    'the record cannot be written',
    { record: { ...fit.record, isWritable: false } },
    '/app/.matrix cannot be written to',
  ],
  ['nothing is recorded', { record: undefined }, undefined],
  [
    'the disk is full, and nothing is recorded',
    { record: undefined, disk: { path: '/d', freeBytes: 0 } },
    "Only 0 B free for the engine's images (/d)",
  ],
  [
    'more processors than there are',
    { demand: { largestCpus: { of: 'the suite of a', value: 8 } } },
    'the suite of a asks for 8 cpus, and the engine has 4',
  ],
])('%s', (_, facts, expected) => {
  expect(refusalOf({ ...good, ...facts })?.text).toBe(expected);
});
