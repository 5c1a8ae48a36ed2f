import type { Language } from './draft.ts';
import { record, recordAt, textAt } from './json-value.ts';
import { versionsWithin } from './known-versions.ts';
import type { ProjectFiles } from './project-files.ts';

/** What the image of PHP is built without, by the extension that composer.json requires. */
const extensions = ['pdo_mysql', 'mysqli', 'pdo_pgsql', 'pgsql', 'intl', 'bcmath', 'pcntl', 'sockets', 'gd', 'zip'];

/** Libraries that such an extension is compiled against. */
const libraries: Readonly<Record<string, string>> = {
  pdo_pgsql: 'libpq-dev',
  pgsql: 'libpq-dev',
  intl: 'libicu-dev',
  gd: 'libpng-dev',
  zip: 'libzip-dev',
};

/** A project with a composer.json; undefined where there is none. */
export function phpProject(files: ProjectFiles): Language | undefined {
  const text = files.read('composer.json');
  if (text === undefined) return undefined;
  const manifest = record(parsedJson(text));
  const range = textAt(manifest, 'require', 'php');
  const versions = versionsWithin('php', range);
  const why =
    range === undefined
      ? 'those that get fixes; composer.json names none'
      : `the lowest and the supported ones of "${range}" in composer.json`;
  const dependencies = new Set(['require', 'require-dev'].flatMap((key) => Object.keys(recordAt(manifest, key))));
  const compiled = extensions.filter((name) => dependencies.has(`ext-${name}`));
  const packages = ['git', 'unzip', ...compiled.flatMap((name) => libraries[name] ?? [])];
  return {
    axis: 'php',
    from: 'php:${{ matrix.php }}-cli',
    versions,
    why,
    setup: [
      `apt-get update && apt-get install -y --no-install-recommends ${[...new Set(packages)].join(' ')}`,
      ...(compiled.length > 0 ? [`docker-php-ext-install ${compiled.join(' ')}`] : []),
      'curl -sS https://getcomposer.org/installer | php -- --install-dir=/usr/local/bin --filename=composer',
      'composer install --no-interaction --no-scripts',
    ],
    before: [],
    command: commandOf(manifest, dependencies),
    dependencies,
    notes: [
      manifest === undefined
        ? 'composer.json cannot be read as JSON, and is passed over'
        : `php ${versions.join(', ')}: ${why}`,
    ],
  };
}

function commandOf(manifest: unknown, dependencies: ReadonlySet<string>): string {
  if (Object.hasOwn(recordAt(manifest, 'scripts'), 'test')) return 'composer test';
  return dependencies.has('pestphp/pest') ? 'vendor/bin/pest' : 'vendor/bin/phpunit';
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
