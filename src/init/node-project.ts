import type { Language } from './draft.ts';
import { record, recordAt, textAt } from './json-value.ts';
import { versionsWithin } from './known-versions.ts';
import type { ProjectFiles } from './project-files.ts';

/** A project with a package.json; undefined where there is none. */
export function nodeProject(files: ProjectFiles): Language | undefined {
  const text = files.read('package.json');
  if (text === undefined) return undefined;
  const parsed = parsedJson(text);
  const manifest = record(parsed) ?? {};
  const range = textAt(manifest, 'engines', 'node');
  const pinned = ['.nvmrc', '.node-version'].find((file) => majorOf(files.read(file)) !== undefined);
  const { versions, why } = versionsOf(range, pinned, majorOf(files.read(pinned ?? '')));
  const manager = managerOf(files, textAt(manifest, 'packageManager'));
  const script = textAt(manifest, 'scripts', 'test');
  const hasTest = script !== undefined;
  return {
    axis: 'node',
    from: 'node:${{ matrix.node }}-slim',
    versions,
    why,
    setup: hasDependencies(manifest) || manager.locked ? manager.setup : [],
    before: [],
    command: hasTest ? manager.test : 'node --test',
    ...(hasTest ? { script } : {}),
    dependencies: new Set(
      ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'].flatMap((key) =>
        Object.keys(recordAt(manifest, key)),
      ),
    ),
    notes: [
      parsed === undefined
        ? 'package.json cannot be read as JSON, and is passed over'
        : `node ${versions.join(', ')}: ${why}`,
      ...(hasTest || parsed === undefined ? [] : ['package.json has no "test" script; the command is a guess']),
    ],
  };
}

function versionsOf(range: string | undefined, pinned: string | undefined, major: string | undefined) {
  if (range !== undefined) {
    const versions = versionsWithin('node', range);
    return { versions, why: `the lowest and the supported ones of "engines": { "node": "${range}" } in package.json` };
  }
  if (pinned !== undefined && major !== undefined)
    return { versions: versionsWithin('node', `>=${major}`), why: `from what ${pinned} names, and newer` };
  return { versions: versionsWithin('node', undefined), why: 'those that get fixes; package.json names none' };
}

/** `v20.11.1` is 20; a name such as `lts/*` tells nothing that lasts. */
function majorOf(text: string | undefined): string | undefined {
  return /^v?(\d+)/.exec(text?.trim() ?? '')?.[1];
}

function managerOf(files: ProjectFiles, declared: string | undefined) {
  const names = files.list('.');
  if (names.includes('pnpm-lock.yaml') || declared?.startsWith('pnpm@'))
    return {
      setup: ['npm install --global corepack@latest && corepack enable', 'pnpm install --frozen-lockfile'],
      test: 'pnpm test',
      locked: true,
    };
  if (names.includes('yarn.lock') || declared?.startsWith('yarn@')) {
    // Yarn of old comes with the image; the yarn that package.json names is corepack's to fetch.
    const fetched = declared === undefined ? [] : ['npm install --global corepack@latest && corepack enable'];
    return {
      setup: [...fetched, declared === undefined ? 'yarn install --frozen-lockfile' : 'yarn install --immutable'],
      test: 'yarn test',
      locked: true,
    };
  }
  const locked = names.includes('package-lock.json') || names.includes('npm-shrinkwrap.json');
  return { setup: [locked ? 'npm ci' : 'npm install'], test: 'npm test', locked };
}

function hasDependencies(manifest: Readonly<Record<string, unknown>>): boolean {
  return ['dependencies', 'devDependencies'].some((key) => Object.keys(recordAt(manifest, key)).length > 0);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
