// Secrets must not reach the record. They are masked in the stream, before anything is kept, so a secret that is cut
// by the border of two chunks has to be recognised too.

import { createNeedles, type Needles } from './needles.ts';
import { secretForms } from './secret-forms.ts';

const mask = Buffer.from('***');

/** Who stops in the middle of a secret has told so much of it that this has to go as well. */
const mostOfBeginning = 3;

/** Name to value. */
export type Secrets = Readonly<Record<string, string>>;

export type Mask = {
  /** The bytes that are safe to pass on now; those that may be the beginning of a secret are held back. */
  push(bytes: Uint8Array): Uint8Array;
  /** What was held back, at the end of the stream. */
  end(): Uint8Array;
};

/** Secrets are those of a run, and streams are many. */
const known = new WeakMap<Secrets, Needles | undefined>();

/**
 * Replaces each secret by `***`, in whatever form of `secretForms` it stands there; where several overlap, all of
 * them by one. An empty secret hides nothing.
 */
export function createMask(secrets: Secrets): Mask {
  const needles = needlesOf(secrets);
  return needles ? maskOf(needles) : { push: (bytes) => bytes, end: () => new Uint8Array() };
}

/** The text, its secrets masked. */
export function maskedText(text: string, secrets: Secrets): string {
  if (!needlesOf(secrets)) return text;
  const whole = createMask(secrets);
  return Buffer.concat([whole.push(Buffer.from(text)), whole.end()]).toString();
}

function needlesOf(secrets: Secrets): Needles | undefined {
  if (known.has(secrets)) return known.get(secrets);
  const forms = Object.values(secrets).flatMap(secretForms);
  const needles = forms.length > 0 ? createNeedles(forms) : undefined;
  known.set(secrets, needles);
  return needles;
}

type Found = { start: number; end: number };

function maskOf({ next, depth, ending }: Needles): Mask {
  let state = 0;
  let held: Uint8Array = new Uint8Array();
  /** Of what is held: so many bytes belong to a secret that was masked already. */
  let masked = 0;

  /** Passes on what is before `sure` in `text`, without what was found there. */
  const pass = (text: Uint8Array, found: readonly Found[], sure: number): Uint8Array => {
    const out: Uint8Array[] = [];
    let done = masked;
    for (const { start, end } of found) {
      if (start >= sure) break;
      if (start >= done) out.push(text.subarray(done, start), mask);
      done = Math.max(done, end);
    }
    if (done < sure) out.push(text.subarray(done, sure));
    // A copy: a view would keep the whole of the socket's buffer alive.
    held = Uint8Array.from(text.subarray(sure));
    masked = Math.max(0, done - sure);
    return out.length === 1 && out[0] ? out[0] : Buffer.concat(out);
  };

  const look = (text: Uint8Array, from: number): Found[] => {
    const found: Found[] = [];
    let now = state;
    for (let at = from; at < text.length; at++) {
      now = next(now, text[at] ?? 0);
      if (now !== 0 && ending(now) > 0) addFound(found, { start: at + 1 - ending(now), end: at + 1 });
    }
    state = now;
    return found;
  };
  let before: Found[] = [];
  return {
    push(bytes) {
      const text = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
      const found = before;
      for (const one of look(text, held.length)) addFound(found, one);
      const sure = text.length - depth(state);
      const safe = pass(text, found, sure);
      before = found
        .filter(({ start }) => start >= sure)
        .map(({ start, end }) => ({ start: start - sure, end: end - sure }));
      return safe;
    },
    end() {
      const text = held;
      const last = Math.max(masked, before.at(-1)?.end ?? 0);
      if (text.length - last > mostOfBeginning) addFound(before, { start: Math.max(0, last - 1), end: text.length });
      const safe = pass(text, before, text.length);
      before = [];
      state = 0;
      held = new Uint8Array();
      masked = 0;
      return safe;
    },
  };
}

/** Those that overlap become one. They come in the order of their ends. */
function addFound(found: Found[], one: Found): void {
  for (let last = found.at(-1); last && last.end > one.start; last = found.at(-1)) {
    one.start = Math.min(one.start, last.start);
    found.pop();
  }
  found.push(one);
}
