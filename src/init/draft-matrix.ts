// Puts what was found together: the suite's own matrix first, then what the project's files suggest.

import { composeFinding } from './compose.ts';
import { databasesOf } from './databases.ts';
import { dockerfileFinding } from './dockerfile.ts';
import type { Draft, DraftAxis, DraftService, Entry, Finding, Language } from './draft.ts';
import { nodeProject } from './node-project.ts';
import { phpProject } from './php-project.ts';
import type { ProjectFiles } from './project-files.ts';
import { pythonProject } from './python-project.ts';
import { withResults } from './results.ts';
import { starter } from './starter.ts';
import { toxFinding } from './tox.ts';
import { workflowFinding } from './workflow.ts';

export type DraftedMatrix = { readonly draft: Draft; readonly notes: readonly string[] };

/** A matrix for the project, and what it is made of; a starting point where nothing was recognised. */
export function draftMatrix(files: ProjectFiles): DraftedMatrix {
  const workflow = workflowFinding(files);
  const language = languageOf(files, workflow);
  if (!language) return starter;
  const tox = language.axis === 'python' ? toxFinding(files) : undefined;
  const compose = composeFinding(files);
  const dockerfile = dockerfileFinding(files, language.axis);
  const matrix = matrixOf(language, tox ?? workflow);
  const found = workflow?.services ?? compose?.services;
  const { services, axes: serviceAxes } = versioned(found ?? [], matrix.axes);
  const databases = found ? [] : databasesOf(language.dependencies);
  const databaseAxes = databases.flatMap(({ axis }) =>
    matrix.axes.some(({ name }) => name === axis.name) ? [] : [axis],
  );
  const command = (tox?.test ?? workflow?.test)?.command || language.command;
  const secrets = workflow?.test?.secrets ?? [];
  const installs = workflow?.installs ?? [];
  const drafted: Draft = {
    ...matrix,
    // A list of cells has its own databases or none: an axis beside it would be a product again.
    axes: matrix.axes.length === 0 ? [] : [...matrix.axes, ...serviceAxes, ...databaseAxes],
    image: tox?.image ??
      dockerfile?.image ?? {
        kind: 'from',
        from: language.from,
        setup: [...setupFor(language, command), ...installs],
      },
    services:
      matrix.axes.length === 0
        ? (found ?? [])
        : [...services, ...databases.map(({ service }) => service)].map((service) =>
            matrix.include.length > 0 ? withDefaults(service, [...serviceAxes, ...databaseAxes]) : service,
          ),
    test: {
      command: [...(tox || dockerfile?.image ? [] : language.before), command].join(' && '),
      env: Object.assign(
        {},
        ...databases.map(({ env }) => env).toReversed(),
        compose?.test?.env,
        workflow?.test?.env,
      ) as Entry,
      secrets,
    },
    ...(workflow?.allowFailure && !tox ? { allowFailure: workflow.allowFailure } : {}),
    ...(workflow?.run ? { run: workflow.run } : {}),
  };
  const reported = withResults(drafted, language, files);
  const draft: Draft = { ...drafted, test: reported.test };
  const isOwn = matrix.axes.some(({ name, values }) => name === language.axis && values === language.versions);
  const notes = [
    ...(tox?.notes ?? workflow?.notes ?? []),
    ...(isOwn ? language.notes : []),
    ...(workflow?.services ? [] : (compose?.notes ?? [])),
    ...databases.map(({ note }) => note),
    ...(tox ? [] : (dockerfile?.notes ?? [])),
    ...(dockerfile?.image && !tox ? installs.map((line) => `${line}: left to the Dockerfile`) : []),
    ...(tox && draft.services.length === 0 ? namedDatabases(tox) : []),
    ...reported.notes,
  ];
  const idle = idleAxes(draft);
  return {
    draft: {
      ...draft,
      axes: draft.axes.map((axis) => (idle.includes(axis) ? { ...axis, why: `${axis.why}; not used yet` } : axis)),
    },
    notes: [
      ...new Set(notes),
      ...idle.map(
        ({ name }) => `${name} is used nowhere yet: write \${{ matrix.${name} }} where it is to make a difference`,
      ),
    ],
  };
}

/** How the suite reaches a database that an environment of tox is called after, only its own settings say. */
function namedDatabases({ axes = [], include = [] }: Finding): readonly string[] {
  const environments = [
    ...axes.filter(({ name }) => name === 'tox').flatMap(({ values }) => values),
    ...include.flatMap(({ tox }) => tox ?? []),
  ];
  const factors = new Set(environments.flatMap((name) => name.split('-')));
  const named = [...factors].filter((factor) =>
    /^(?:postgres|postgis|psycopg|pg\d|mysql|mariadb|redis|mongo|rabbitmq)/.test(factor),
  );
  if (named.length === 0) return [];
  return [
    `${named.join(', ')} of tox ${named.length === 1 ? 'is called after a database' : 'are called after databases'}, and no file here has a service: add what they need under services, and how they are reached under env of test`,
  ];
}

/** A row of include may be a cell of its own, which has no value of an axis that was added here. */
function withDefaults(service: DraftService, added: readonly DraftAxis[]): DraftService {
  const image = added.reduce(
    (text, { name, values: [first] }) =>
      text.replaceAll(`\${{ matrix.${name} }}`, `\${{ matrix.${name} || '${first}' }}`),
    service.image,
  );
  return { ...service, image };
}

/** Those that make no difference: all their cells would say the same. */
function idleAxes({ axes, image, services, test }: Draft): readonly DraftAxis[] {
  const text = JSON.stringify([image, services, test]);
  return axes.filter(({ name, values }) => values.length > 1 && !text.includes(`matrix.${name}`));
}

/** A workflow may have installed what it tests with in a way that is not seen. */
function setupFor({ axis, setup, dependencies }: Language, command: string): readonly string[] {
  const isMissing = axis === 'python' && /\bpytest\b/.test(command) && !dependencies.has('pytest');
  return isMissing && !setup.includes('pip install pytest') ? [...setup, 'pip install pytest'] : setup;
}

/** The language whose versions the workflow crosses, else the one that has a suite, else whatever there is. */
function languageOf(files: ProjectFiles, workflow: Finding | undefined): Language | undefined {
  const all = [phpProject(files), pythonProject(files), nodeProject(files)].filter((one) => one !== undefined);
  const keys = new Set([
    ...(workflow?.axes ?? []).map(({ name }) => name),
    ...(workflow?.include ?? []).flatMap(Object.keys),
  ]);
  const node = all.find(({ axis }) => axis === 'node');
  // Many a project has a package.json for its pages alone.
  const isNode = node?.command !== 'node --test' && !all.some(({ axis }) => axis === 'php');
  return all.find(({ axis }) => keys.has(axis)) ?? (isNode ? node : undefined) ?? all[0];
}

function matrixOf(language: Language, found: Finding | undefined): Pick<Draft, 'axes' | 'include' | 'exclude'> {
  const own: DraftAxis = { name: language.axis, values: language.versions, why: language.why };
  const axes = found?.axes ?? [];
  const include = found?.include ?? [];
  if (axes.length === 0 && include.some((entry) => language.axis in entry)) return { axes, include, exclude: [] };
  if (axes.some(({ name }) => name === language.axis)) return { axes, include, exclude: found?.exclude ?? [] };
  return { axes: [own, ...axes], include, exclude: found?.exclude ?? [] };
}

/** `postgres:15` as an axis of one value, so that the next version is one word away. */
function versioned(services: readonly DraftService[], taken: readonly DraftAxis[]) {
  const axes: DraftAxis[] = [];
  const named = services.map((service) => {
    const [, repository = '', tag = ''] = /^([\w./-]+):(v?\d[\w.]*)$/.exec(service.image) ?? [];
    const name = repository.slice(repository.lastIndexOf('/') + 1).replace(/[^A-Za-z0-9_-]/g, '-');
    if (!/^[A-Za-z_]/.test(name) || [...taken, ...axes].some((axis) => axis.name === name)) return service;
    axes.push({ name, values: [tag], why: `the one of the service ${service.name}; add the others that you support` });
    return { ...service, image: `${repository}:\${{ matrix.${name} }}` };
  });
  return { axes, services: named };
}
