import { expect, test } from 'vitest';
import type { Ask } from '../../src/docker/ask-engine.ts';
import { standsFor } from '../../src/watcher/stands-for.ts';

/** A clock that stands still but for pauses, and an engine that gives these answers in turn, the last of them for ever. */
function world(...answers: readonly (number | 'silent')[]) {
  const looks: number[] = [];
  const holds: number[] = [];
  let now = 0;
  const ask: Ask = async (_method, path) => {
    if (decodeURIComponent(path) === '/volumes?filters={"label":["matrix-run.holds=r"]}') {
      const marks = holds.shift() ?? 0;
      return { status: 200, body: { Volumes: marks === 0 ? null : Array.from({ length: marks }, () => ({})) } };
    }
    expect(decodeURIComponent(path)).toBe('/networks?filters={"label":["matrix-run.run=r"]}');
    const answer = answers[Math.min(looks.length, answers.length - 1)];
    looks.push(now);
    if (answer === 'silent') throw new Error('nobody there');
    return { status: 200, body: Array.from({ length: answer ?? 0 }, () => ({})) };
  };
  const time = {
    now: () => now,
    pause: async (ms: number) => {
      now += ms;
    },
  };
  return { looks, holds, stands: (afterMs: number) => standsFor(ask, 'r', afterMs, time) };
}

test('what stands when the time is over', async () => {
  const { looks, stands } = world(1);
  expect(await stands(25_000)).toBe(true);
  expect(looks).toEqual([10_000, 20_000, 25_000]);
});

test('what somebody has ended before', async () => {
  const { looks, stands } = world(2, 1, 0);
  expect(await stands(7_200_000)).toBe(false);
  expect(looks).toEqual([10_000, 20_000, 30_000]);
});

test('an engine that is away for a while is no end, and one that is gone is', async () => {
  const back = world('silent', 'silent', 1);
  expect(await back.stands(50_000)).toBe(true);
  const gone = world('silent');
  expect(await gone.stands(7_200_000)).toBe(false);
  expect(gone.looks).toHaveLength(60);
});

test('somebody who is in it when the time is over is waited for', async () => {
  const { looks, holds, stands } = world(1);
  holds.push(1, 2, 1);
  expect(await stands(15_000)).toBe(true);
  expect(looks).toEqual([10_000, 15_000, 17_000, 19_000, 21_000]);
});

test('what is ended in spite of that is not waited for', async () => {
  const { looks, holds, stands } = world(1, 1, 0);
  holds.push(1, 1, 1);
  expect(await stands(5_000)).toBe(false);
  expect(looks).toEqual([5_000, 7_000, 9_000]);
});
