import type { OutcomeKind } from '../model/outcome.ts';
import type { Glyphs } from './glyphs.ts';
import type { Tone } from './palette.ts';

/** How an outcome is shown: never by its colour alone. */
export type OutcomeLook = { readonly glyph: keyof Glyphs; readonly word: string; readonly tone: Tone };

const looks: Readonly<Record<OutcomeKind, OutcomeLook>> = {
  passed: { glyph: 'passed', word: 'passed', tone: 'green' },
  flaky: { glyph: 'flaky', word: 'flaky', tone: 'amber' },
  cached: { glyph: 'cached', word: 'cached', tone: 'green' },
  failed: { glyph: 'red', word: 'failed', tone: 'red' },
  'timed-out': { glyph: 'red', word: 'timed out', tone: 'red' },
  'out-of-memory': { glyph: 'red', word: 'out of memory', tone: 'red' },
  'not-built': { glyph: 'infrastructure', word: 'not built', tone: 'magenta' },
  'not-ready': { glyph: 'infrastructure', word: 'not ready', tone: 'magenta' },
  'engine-error': { glyph: 'infrastructure', word: 'engine error', tone: 'magenta' },
  cancelled: { glyph: 'cancelled', word: 'cancelled', tone: 'dim' },
};

/** The look of an outcome; a failure that is allowed is amber. */
export function outcomeLook(kind: OutcomeKind, allowed: boolean): OutcomeLook {
  const look = looks[kind];
  return allowed && look.tone !== 'dim' ? { ...look, tone: 'amber' } : look;
}
