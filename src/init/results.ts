// How a suite's own runner is asked for a report of its tests without another word in its command: by a variable that
// it reads. Only where every version here is known to read it, and where nothing else is asked of it.

import type { Draft, DraftTest, Language } from './draft.ts';

export type Reported = { readonly test: DraftTest; readonly notes: readonly string[] };

/** The test with a report of its tests, where its runner has one to give; as it is where that is not certain. */
export function withResults(
  test: DraftTest,
  language: Language,
  { axes, include }: Pick<Draft, 'axes' | 'include'>,
): Reported {
  const run = commandsOf(test.command, language.script);
  if (!isNodeTest.test(run) || /--test-reporter|--watch\b|NODE_OPTIONS/.test(run)) return { test, notes: [] };
  const versions = [
    ...axes.filter(({ name }) => name === 'node').flatMap(({ values }) => values),
    ...include.flatMap(({ node }) => (node === undefined ? [] : [node])),
  ];
  if (versions.length === 0 || !versions.every(hasReporter) || test.env.NODE_OPTIONS !== undefined)
    return { test, notes: [] };
  return {
    test: {
      ...test,
      env: { ...test.env, NODE_OPTIONS: '--test-reporter=tap' },
      results: { tap: true, why: 'each test by its name: NODE_OPTIONS above has node:test print TAP in every version' },
    },
    notes: ['node:test prints TAP here, as NODE_OPTIONS asks it to, so that the reports name the tests that fail'],
  };
}

const isNodeTest = /(?:^|[\s;&|])node(?: --?[\w=./:-]+)* --test(?=\s|$)/;

/** With what the script of package.json runs, where the command is just that. */
function commandsOf(command: string, script: string | undefined): string {
  return /^(?:npm (?:run )?test|npm t|yarn test|yarn run test|pnpm (?:run )?test)$/.test(command.trim())
    ? (script ?? '')
    : command;
}

/** The first of 18 have no reporters, and refuse a variable that names one. */
function hasReporter(version: string): boolean {
  return version === 'lts' || version === 'current' || version === '18' || Number.parseInt(version, 10) >= 20;
}
