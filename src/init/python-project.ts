import { parse } from 'smol-toml';
import type { Language } from './draft.ts';
import { type Json, listAt, recordAt, textAt } from './json-value.ts';
import { versionsWithin } from './known-versions.ts';
import type { ProjectFiles } from './project-files.ts';

const requirementFiles = ['requirements-dev.txt', 'requirements-test.txt', 'dev-requirements.txt', 'requirements.txt'];

/** A project with a pyproject.toml, a setup.py or requirements; undefined where there is none of them. */
export function pythonProject(files: ProjectFiles): Language | undefined {
  const names = files.list('.');
  const text = files.read('pyproject.toml');
  const requirements = requirementFiles.filter((file) => names.includes(file));
  if (text === undefined && requirements.length === 0 && !names.includes('setup.py')) return undefined;
  const toml = text === undefined ? {} : parsedToml(text);
  const manifest = toml ?? {};
  const { versions, why } = versionsOf(manifest, files.read('.python-version'));
  const dependencies = new Set([
    ...dependenciesOf(manifest),
    ...requirements.flatMap((file) => (files.read(file) ?? '').split('\n').flatMap(nameOf)),
  ]);
  const isPytest = dependencies.has('pytest') || Object.hasOwn(recordAt(manifest, 'tool'), 'pytest');
  const runner = isPytest || names.includes('pytest.ini') || names.includes('conftest.py') ? 'pytest' : undefined;
  const { setup, before } = installed(
    manifest,
    names,
    Map.groupBy(requirements, (file) =>
      /^\s*(?:-e\s*)?\.(?:$|[[/\s])/m.test(files.read(file) ?? '') ? 'source' : 'alone',
    ),
    runner !== undefined && !dependencies.has('pytest'),
  );
  return {
    axis: 'python',
    from: 'python:${{ matrix.python }}-slim',
    versions,
    why,
    setup,
    before,
    command: runner ?? 'python -m unittest',
    dependencies,
    notes: [
      ...(toml === undefined ? ['pyproject.toml cannot be read as TOML, and is passed over'] : []),
      `python ${versions.join(', ')}: ${why}`,
    ],
  };
}

function versionsOf(manifest: Json, pinned: string | undefined) {
  const classified = listAt(manifest, 'project', 'classifiers').flatMap((one) => {
    const [, version] = /^Programming Language :: Python :: (3\.\d+)$/.exec(String(one)) ?? [];
    return version === undefined ? [] : [version];
  });
  if (classified.length > 0) return { versions: [...new Set(classified)], why: 'the classifiers of pyproject.toml' };
  const range =
    textAt(manifest, 'project', 'requires-python') ?? textAt(manifest, 'tool', 'poetry', 'dependencies', 'python');
  if (range !== undefined)
    return {
      versions: versionsWithin('python', range),
      why: `the lowest and the supported ones of "${range}" in pyproject.toml`,
    };
  const [, version] = /^(3\.\d+)/.exec(pinned?.trim() ?? '') ?? [];
  if (version !== undefined)
    return { versions: versionsWithin('python', `>=${version}`), why: 'from what .python-version names, and newer' };
  return { versions: versionsWithin('python', undefined), why: 'those that get fixes; the project names none' };
}

function dependenciesOf(manifest: Json): readonly string[] {
  const lists = [
    listAt(manifest, 'project', 'dependencies'),
    ...[recordAt(manifest, 'project', 'optional-dependencies'), recordAt(manifest, 'dependency-groups')].flatMap(
      (groups) => Object.keys(groups).map((group) => listAt(groups, group)),
    ),
  ];
  const poetry = ['dependencies', 'dev-dependencies'].flatMap((key) =>
    Object.keys(recordAt(manifest, 'tool', 'poetry', key)),
  );
  const groups = recordAt(manifest, 'tool', 'poetry', 'group');
  const grouped = Object.keys(groups).flatMap((group) => Object.keys(recordAt(groups, group, 'dependencies')));
  return [...lists.flat().flatMap((one) => nameOf(String(one))), ...poetry, ...grouped].map((name) =>
    name.toLowerCase(),
  );
}

/** The package that a requirement is of: `psycopg[binary]>=3` is of psycopg. */
function nameOf(requirement: string): readonly string[] {
  const [, name] = /^\s*([A-Za-z0-9][\w.-]*)/.exec(requirement) ?? [];
  return name === undefined ? [] : [name.toLowerCase()];
}

/** What can be installed before the source is there, and what only when it is. */
function installed(
  manifest: Json,
  names: readonly string[],
  requirements: ReadonlyMap<'source' | 'alone', readonly string[]>,
  addPytest: boolean,
) {
  if (names.includes('poetry.lock'))
    return {
      setup: ['pip install poetry', 'poetry config virtualenvs.create false && poetry install --no-root'],
      before: [],
    };
  const tools = addPytest ? ['pip install pytest'] : [];
  const fromFiles = withFiles('pip install', requirements.get('alone'));
  // Those name the project itself.
  const fromSource = withFiles('pip install --quiet', requirements.get('source'));
  const isPackage =
    ['build-system', 'project'].some((table) => Object.hasOwn(manifest, table)) || names.includes('setup.py');
  if (!isPackage || fromSource.length > 0) return { setup: [...fromFiles, ...tools], before: fromSource };
  const extras = Object.keys(recordAt(manifest, 'project', 'optional-dependencies'));
  const extra = ['test', 'tests', 'testing', 'dev'].find((name) => extras.includes(name));
  return {
    setup: [...fromFiles, ...tools],
    before: [`pip install --quiet -e '.${extra === undefined ? '' : `[${extra}]`}'`],
  };
}

function withFiles(command: string, files: readonly string[] = []): readonly string[] {
  return files.length > 0 ? [`${command} ${files.map((file) => `-r ${file}`).join(' ')}`] : [];
}

function parsedToml(text: string): Json | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
