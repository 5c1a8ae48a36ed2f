import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { listenToKeys } from '../../src/cli/watch-keys.ts';
import { createInbox } from '../../src/watch/inbox.ts';

function terminal(isTTY: boolean) {
  const modes: boolean[] = [];
  const input = Object.assign(new PassThrough(), {
    isTTY,
    setRawMode(mode: boolean) {
      modes.push(mode);
      return input as never;
    },
  });
  return { input: input as unknown as Parameters<typeof listenToKeys>[0] & PassThrough, modes };
}

test.each([
  ['q', { kind: 'end' }],
  ['\x04', { kind: 'end' }],
  ['\r', { kind: 'again', which: 'all' }],
  ['a', { kind: 'again', which: 'all' }],
  ['f', { kind: 'again', which: 'failed' }],
])('%j', async (key, expected) => {
  const { input } = terminal(true);
  const inbox = createInbox();
  listenToKeys(input, inbox, () => undefined);
  input.write(`x?${key}`);
  await inbox.filled();
  expect(inbox.take()).toEqual(expected);
  expect(inbox.take()).toBe(undefined);
});

test('Ctrl-C is an interrupt, and the terminal is given back', () => {
  const { input, modes } = terminal(true);
  let interrupts = 0;
  const stop = listenToKeys(input, createInbox(), () => interrupts++);
  input.emit('data', Buffer.from('\x03'));
  expect(interrupts).toBe(1);
  stop?.();
  expect(modes).toEqual([true, false]);
  expect(input.listenerCount('data')).toBe(0);
});

test('where there is no terminal nothing is listened to', () => {
  const { input, modes } = terminal(false);
  expect(listenToKeys(input, createInbox(), () => undefined)).toBe(undefined);
  expect(modes).toEqual([]);
});
