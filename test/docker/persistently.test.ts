import { describe, expect, test } from 'vitest';
import { askedAgain, persistently } from '../../src/docker/persistently.ts';
import { engineFailure } from '../../src/docker/trouble.ts';

const lost = () =>
  engineFailure('Cannot remove it', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }));
const refused = (statusCode: number) =>
  engineFailure('Cannot remove it', Object.assign(new Error('no'), { statusCode }));

/** A removal that answers so, and how long it was waited in between. */
function removal(...answers: readonly (Error | undefined)[]) {
  const pauses: number[] = [];
  let asked = 0;
  return {
    pauses,
    asked: () => asked,
    pause: async (ms: number) => void pauses.push(ms),
    remove: async () => {
      const answer = answers[asked++];
      if (answer) throw answer;
    },
  };
}

describe('a removal', () => {
  test('that is done is asked for once', async () => {
    const { remove, pause, asked, pauses } = removal(undefined);
    await persistently(remove, { mayAppear: false, pause });
    expect({ asked: asked(), pauses }).toEqual({ asked: 1, pauses: [] });
  });

  test('is asked for again while the engine does not answer or has trouble of its own', async () => {
    const { remove, pause, asked, pauses } = removal(lost(), refused(500), refused(503));
    await persistently(remove, { mayAppear: false, pause });
    expect({ asked: asked(), pauses }).toEqual({ asked: 4, pauses: [100, 200, 400] });
  });

  test('that is refused for good is not', async () => {
    const { remove, pause, asked } = removal(refused(403));
    await expect(persistently(remove, { mayAppear: false, pause })).rejects.toThrow('Cannot remove it: no');
    expect(asked()).toBe(1);
  });

  test('is given up after some seconds, with the last answer', async () => {
    const { remove, pause, pauses } = removal(...Array.from({ length: 5 }, lost), refused(500));
    await expect(persistently(remove, { mayAppear: false, pause })).rejects.toThrow('Cannot remove it: no');
    expect(pauses).toEqual([100, 200, 400, 800, 1_600]);
  });

  test('of what may still be made is asked for until it must have been', async () => {
    const { remove, pause, asked } = removal();
    await persistently(remove, { mayAppear: true, pause });
    expect(asked()).toBe(6);
  });
});

describe('a question', () => {
  test('is asked again while the engine, or what stands before it, has trouble', async () => {
    const bare = Object.assign(new Error('no'), { statusCode: 503 });
    const { remove, pause, asked, pauses } = removal(bare, lost(), refused(500));
    expect(await askedAgain(async () => [await remove(), 'answer'], pause)).toEqual([undefined, 'answer']);
    expect({ asked: asked(), pauses }).toEqual({ asked: 4, pauses: [100, 200, 400] });
  });

  test('that nobody hears, or that is refused, is not', async () => {
    for (const answer of [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), refused(404)]) {
      const { remove, pause, asked } = removal(answer);
      await expect(askedAgain(remove, pause)).rejects.toBe(answer);
      expect(asked()).toBe(1);
    }
  });

  test('is given up after some seconds, with the last answer', async () => {
    const { remove, pause, pauses } = removal(...Array.from({ length: 6 }, () => refused(503)));
    await expect(askedAgain(remove, pause)).rejects.toThrow('Cannot remove it: no');
    expect(pauses).toEqual([100, 200, 400, 800, 1_600]);
  });
});
