// An engine that goes in mid-run: the run ends by itself, and tells so once.

import { expect, test } from 'vitest';
import { EngineFailure } from '../../src/run/engine.ts';
import { createEnginePresence } from '../../src/run/engine-presence.ts';
import { createFakeClock } from './fake-clock.ts';
import { cellPlan, planOf, play } from './harness.ts';

const silence = { reason: 'unix:///run/engine.sock does not answer (connect ECONNREFUSED)', isGone: true };
const message = 'The container engine is gone: unix:///run/engine.sock does not answer (connect ECONNREFUSED)';
const broken = new EngineFailure('The engine lost the container x: socket hang up', { transient: true });

const outcomesOf = ({ story }: { readonly story: readonly string[] }) =>
  story.filter((line) => line.includes(' after ')).map((line) => line.replace(/^\d+ | after .*$/g, ''));
const lost = JSON.stringify({ kind: 'engine-error', problem: { message, detail: [] } });

test('those that run and those that wait are engine errors, no attempt is made again, and one sentence is told of all', async () => {
  const left = ['container db', 'network x'].map((resource) => ({ resource, problem: { message: 'no', detail: [] } }));
  const played = await play(
    planOf(['a', 'b', 'c', 'd'].map((id) => cellPlan(id))),
    {
      test: () => ({ fails: broken }),
      silence: (now) => (now >= 20 ? silence : undefined),
      leaves: () => left,
    },
    { jobs: 2 },
  );
  expect(played.calls.filter((call) => !call.startsWith('image'))).toEqual([
    'open a#1',
    'open b#1',
    'test a#1 from sha256:app:1',
    'test b#1 from sha256:app:1',
    'close a#1',
    'close b#1',
  ]);
  expect(outcomesOf(played).toSorted()).toEqual([`a: ${lost}`, `b: ${lost}`, `c: ${lost}`, `d: ${lost}`]);
  expect(played.story.slice(-2)).toEqual([
    expect.stringMatching(
      /^\d+ left over: what was on the engine \(4 in all\): it could not be removed; once there is an engine again, the next command does$/,
    ),
    expect.stringMatching(/^\d+ run-finished$/),
  ]);
});

test('a suite that was red because the engine ended it is no failure of the suite', async () => {
  const ended = { test: () => ({ exit: { exitCode: 143 } }) };
  expect(outcomesOf(await play(planOf([cellPlan('a')]), { ...ended, silence: () => silence }))).toEqual([`a: ${lost}`]);
  expect(outcomesOf(await play(planOf([cellPlan('a')]), ended))).toEqual(['a: {"kind":"failed","exitCode":143}']);
});

test('an image that is being made when the engine goes is not waited for', async () => {
  const played = await play(planOf([cellPlan('a')]), {
    images: { 'app:1': { fails: [broken, broken, broken, broken] } },
    silence: () => silence,
  });
  expect(played.calls).toEqual(['image app:1']);
  expect(outcomesOf(played)).toEqual([`a: ${lost}`]);
});

test('a suite that passed stays passed', async () => {
  expect(outcomesOf(await play(planOf([cellPlan('a')]), { silence: () => silence }))).toEqual(['a: {"kind":"passed"}']);
});

test('one that is slow to answer is waited for, one look for all who ask, and it is lost in the end', async () => {
  const clock = createFakeClock();
  const looks: number[] = [];
  const slow = { reason: 'tcp://far:2375 does not answer (aborted)', isGone: false };
  const answers = [slow, slow, undefined, slow, slow, slow, slow];
  const presence = createEnginePresence(
    {
      async silence() {
        looks.push(clock.now());
        return answers[looks.length - 1];
      },
    },
    clock,
  );
  expect(await clock.until(Promise.all([presence.check(), presence.check()]))).toEqual([undefined, undefined]);
  expect(presence.lost).toBeUndefined();
  expect(looks).toEqual([0, 500, 2_000]);
  const problem = { message: 'The container engine is gone: tcp://far:2375 does not answer (aborted)', detail: [] };
  expect(await clock.until(presence.check())).toEqual(problem);
  expect(await presence.check()).toEqual(problem);
  expect(looks.slice(3)).toEqual([2_000, 2_500, 4_000, 7_000]);
});
