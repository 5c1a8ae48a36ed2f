// The Dockerfile of `image: { from, setup }`: manifests and lock files first, so that a change of the source does not
// repeat the set-up, and with a build cache for the package manager that the set-up uses.

const manifests = [
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
  'requirements.txt',
  'requirements-dev.txt',
  'Gemfile',
  'Gemfile.lock',
  'go.mod',
  'go.sum',
  'Cargo.toml',
  'Cargo.lock',
];

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

/** `present` are the names of the files at the top of the context. */
export function generatedDockerfile(from: string, setup: readonly string[], present: ReadonlySet<string>): string {
  const found = manifests.filter((name) => present.has(name));
  const lines = [
    `FROM ${from}`,
    'WORKDIR /app',
    ...(setup.length > 0 && found.length > 0 ? [`COPY ${found.join(' ')} ./`] : []),
    ...setup.map((command) => `RUN ${cacheMounts(command)}${command.trim().replaceAll('\n', ' && ')}`),
    'COPY . .',
  ];
  return `${lines.join('\n')}\n`;
}

function cacheMounts(command: string): string {
  return caches
    .filter(([pattern]) => pattern.test(command))
    .map(([, folder]) => `--mount=type=cache,target=${folder} `)
    .join('');
}
