import type { Happening, Inbox } from '../watch/inbox.ts';

type Input = Pick<NodeJS.ReadStream, 'isTTY' | 'setRawMode' | 'on' | 'off' | 'resume' | 'pause'>;

/** What a person at a terminal presses; undefined where there is none. Returns what gives the terminal back. */
export function listenToKeys(input: Input, inbox: Inbox, interrupt: () => void): (() => void) | undefined {
  if (!input.isTTY) return undefined;
  const onData = (bytes: Buffer) => {
    for (const key of bytes.toString()) press(key, inbox, interrupt);
  };
  // Each key at once, and none of them on the screen; Ctrl-C then is a key as well.
  input.setRawMode(true);
  input.on('data', onData);
  input.resume();
  return () => {
    input.off('data', onData);
    input.setRawMode(false);
    input.pause();
  };
}

function press(key: string, inbox: Inbox, interrupt: () => void): void {
  if (key === '\x03') interrupt();
  const happening = meaning[key];
  if (happening) inbox.put(happening);
}

const meaning: Readonly<Record<string, Happening>> = {
  q: { kind: 'end' },
  '\x04': { kind: 'end' },
  a: { kind: 'again', which: 'all' },
  '\r': { kind: 'again', which: 'all' },
  '\n': { kind: 'again', which: 'all' },
  f: { kind: 'again', which: 'failed' },
};
