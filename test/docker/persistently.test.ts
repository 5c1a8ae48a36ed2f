import { describe, expect, test } from 'vitest';
import { persistently } from '../../src/docker/persistently.ts';
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
