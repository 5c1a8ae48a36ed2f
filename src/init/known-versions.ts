// Versions to choose from where a project says a range only. As of November 2026, from each project's own schedule of
// releases: nodejs.org, devguide.python.org/versions, php.net/supported-versions. Later ones are the reader's to add.

import { coerce, minVersion, satisfies, validRange } from 'semver';

const known = {
  node: ['12', '14', '16', '18', '20', '22', '24', '26'],
  python: ['3.8', '3.9', '3.10', '3.11', '3.12', '3.13', '3.14'],
  php: ['7.4', '8.0', '8.1', '8.2', '8.3', '8.4', '8.5'],
} as const;

/** Those that get fixes, where a project says nothing at all. */
const supported = {
  node: ['22', '24', '26'],
  python: ['3.11', '3.12', '3.13', '3.14'],
  php: ['8.2', '8.3', '8.4', '8.5'],
} as const;

export type KnownLanguage = keyof typeof known;

/**
 * The lowest version within the range, and those within it that are still supported; all where there is no range. Of a
 * range that none of those known here is in, the lowest that it allows.
 */
export function versionsWithin(language: KnownLanguage, range: string | undefined): readonly string[] {
  const readable = range === undefined ? null : validRange(npmRange(range));
  if (readable === null) return supported[language];
  const within = known[language].filter((version) => holds(version, readable));
  if (within.length === 0) return unknownWithin(language, readable);
  const current: readonly string[] = supported[language];
  const chosen = within.filter((version, at) => at === 0 || current.includes(version));
  // What is left of an old range: its newest, beside its lowest.
  return [...new Set(chosen.length > 1 ? chosen : [...chosen, ...within.slice(-1)])];
}

function unknownWithin(language: KnownLanguage, range: string): readonly string[] {
  const lowest = minVersion(range);
  if (!lowest) return supported[language];
  return [language === 'node' ? `${lowest.major}` : `${lowest.major}.${lowest.minor}`];
}

/** A series is within where some release of it is: `18` for `>=18.12`. */
function holds(series: string, range: string): boolean {
  const first = coerce(series)?.version;
  const last = `${series}${'.999'.repeat(3 - series.split('.').length)}`;
  return first !== undefined && (satisfies(first, range) || satisfies(coerce(last)?.version ?? first, range));
}

/** Python's and Composer's ways to write a range, as npm writes it; what npm has no word for is left out. */
function npmRange(range: string): string {
  return range
    .replace(/(?<![|])\|(?![|])/g, '||')
    .replace(/!=\s*[\w.*]+/g, '')
    .replace(/~=\s*/g, '>=')
    .replace(/===?\s*/g, '=')
    .replace(/,/g, ' ')
    .trim();
}
