import type { Screen } from '../../src/report/screen.ts';

/** A screen of a fixed size that keeps what was written, without colours unless asked. */
export function fakeScreen(but: Partial<Omit<Screen, 'write'>> = {}): Screen & { readonly text: () => string } {
  let written = '';
  return {
    columns: 80,
    rows: 24,
    colour: false,
    unicode: true,
    ...but,
    write: (text) => {
      written += text;
    },
    text: () => written,
  };
}
