// How a suite's own runner is asked for a report of its tests without another word in its command: by a variable that
// it reads. Only where every version here is known to read it, and where nothing else is asked of it.

import type { Draft, DraftResults, DraftTest, Language } from './draft.ts';
import type { ProjectFiles } from './project-files.ts';

export type Reported = { readonly test: DraftTest; readonly notes: readonly string[] };

type Reporting = {
  readonly variable: 'NODE_OPTIONS' | 'PYTEST_ADDOPTS';
  readonly value: string;
  readonly results: DraftResults;
  readonly note: string;
};

/** The draft's test with a report of its tests, where its runner has one to give; as it is where that is not certain. */
export function withResults(draft: Draft, { script }: Language, files: ProjectFiles): Reported {
  const { test, image } = draft;
  const run = commandsOf(test.command, script);
  const reporting = nodeTest(run, draft) ?? pytest(run, draft, files);
  if (reporting === undefined) return { test, notes: [] };
  const { variable, value, results, note } = reporting;
  // It would be replaced, where it is set already.
  const isSet = image.kind === 'dockerfile' && (files.read(image.file) ?? '').includes(variable);
  if (isSet || run.includes(variable) || test.env[variable] !== undefined) return { test, notes: [] };
  return { test: { ...test, env: { ...test.env, [variable]: value }, results }, notes: [note] };
}

/** With what the script of package.json runs, where the command is just that. */
function commandsOf(command: string, script: string | undefined): string {
  return /^(?:npm (?:run )?test|npm t|yarn test|yarn run test|pnpm (?:run )?test)$/.test(command.trim())
    ? (script ?? '')
    : command;
}

const isNodeTest = /(?:^|[\s;&|])node(?: --?[\w=./:-]+)* --test(?=\s|$)/;

function nodeTest(run: string, { axes, include }: Draft): Reporting | undefined {
  if (!isNodeTest.test(run) || /--test-reporter|--watch\b/.test(run)) return undefined;
  const versions = [
    ...axes.filter(({ name }) => name === 'node').flatMap(({ values }) => values),
    ...include.flatMap(({ node }) => (node === undefined ? [] : [node])),
  ];
  if (versions.length === 0 || !versions.every(hasReporter)) return undefined;
  return {
    variable: 'NODE_OPTIONS',
    value: '--test-reporter=tap',
    results: {
      tap: 'stdout',
      why: 'each test by its name: NODE_OPTIONS above has node:test print TAP in every version',
    },
    note: 'node:test prints TAP here, as NODE_OPTIONS asks it to, so that the reports name the tests that fail',
  };
}

/** The first of 18 have no reporters, and refuse a variable that names one. */
function hasReporter(version: string): boolean {
  return version === 'lts' || version === 'current' || version === '18' || Number.parseInt(version, 10) >= 20;
}

const pytestSettings = ['pytest.ini', '.pytest.ini', 'pyproject.toml', 'setup.cfg', 'tox.ini'];

/** A second call would write over the report of the first; a Dockerfile's user may be one that must not write there. */
function pytest(run: string, { image }: Draft, files: ProjectFiles): Reporting | undefined {
  const calls = [...run.matchAll(/(?:^|[;&|])\s*(?:python3? -m )?pytest(?=\s|$)/gm)];
  const elsewhere = /--junit-?xml|(?:^|[\s;&|])cd\s|--rootdir/.test(run);
  const isOwn = pytestSettings.some((file) => /junit-?xml/.test(files.read(file) ?? ''));
  if (calls.length !== 1 || elsewhere || isOwn || image.kind === 'dockerfile') return undefined;
  return {
    variable: 'PYTEST_ADDOPTS',
    value: '--junitxml=reports/pytest.xml',
    results: { junit: 'reports/*.xml', why: 'each test by its name: PYTEST_ADDOPTS above has pytest write them' },
    note: 'pytest writes JUnit XML here, as PYTEST_ADDOPTS asks it to, so that the reports name the tests that fail',
  };
}
