// The Dockerfile of `image: { from, setup }`: manifests and lock files first, so that a change of the source does not
// repeat the set-up, and with a build cache for the package manager that the set-up uses.

const manifests: readonly string[] = [
  'package.json',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'composer.json',
  'composer.lock',
  'pyproject.toml',
  'poetry.lock',
  'uv.lock',
  'Gemfile',
  'Gemfile.lock',
  'go.mod',
  'go.sum',
  'Cargo.toml',
  'Cargo.lock',
];

/** pip has no one name for it: requirements.txt, requirements-dev.txt, … */
const requirements = /^requirements[\w.-]*\.txt$/;

/** Whether a file of this name says which packages a project wants. */
export function isManifest(name: string): boolean {
  return manifests.includes(name) || requirements.test(name);
}

/** Where the package managers of root keep what they have downloaded. */
const caches: readonly (readonly [command: RegExp, folder: string])[] = [
  [/\bnpm\b/, '/root/.npm'],
  [/\byarn\b/, '/usr/local/share/.cache/yarn'],
  [/\bpnpm\b/, '/root/.local/share/pnpm/store'],
  [/\b(?:pip3?|poetry|uv)\b/, '/root/.cache'],
  [/\bcomposer\b/, '/root/.composer/cache'],
  [/\bbundle\b/, '/root/.bundle/cache'],
  [/\bgo\b/, '/go/pkg/mod'],
  [/\bcargo\b/, '/usr/local/cargo/registry'],
];

/** What a project without a .dockerignore does not want in an image. */
export const usuallyIgnored: readonly string[] = ['.git', '**/node_modules', '**/vendor', '**/.venv', '**/__pycache__'];

/** `present` are the names of the files at the top of the context that are sent to the builder. */
export function generatedDockerfile(from: string, setup: readonly string[], present: ReadonlySet<string>): string {
  const found = [
    ...manifests.filter((name) => present.has(name)),
    ...[...present].filter((name) => requirements.test(name)).toSorted(),
  ];
  const lines = [
    `FROM ${from}`,
    'WORKDIR /app',
    ...(setup.length > 0 && found.length > 0 ? [`COPY ${found.join(' ')} ./`] : []),
    ...setup.map((command) => `RUN ${cacheMounts(command)}${instruction(command.trim())}`),
    'COPY . .',
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * A script of several lines, or one whose end a Dockerfile would take for a line that goes on, is given as a list,
 * which every builder takes as it is. It ends with its first failing command.
 */
function instruction(command: string): string {
  return /[\r\n]|\\$/.test(command) ? JSON.stringify(['sh', '-ec', command]) : command;
}

function cacheMounts(command: string): string {
  return caches
    .filter(([pattern]) => pattern.test(command))
    .map(([, folder]) => `--mount=type=cache,target=${folder} `)
    .join('');
}
