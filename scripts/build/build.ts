// Bundles src/ into dist/: one small file that starts at once, and chunks that load when they are needed.

import { createHash } from 'node:crypto';
import { chmod, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as bundle } from 'esbuild';
import { buildPage } from './build-page.ts';
import { bundleWatcher } from './bundle-watcher.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

const dist = join(root, 'dist');
/** What only a run needs, or what reads files of its own: loaded from node_modules when it is needed. */
const external = ['dockerode', 'testcontainers', 'testcontainers/*', 'protobufjs', 'tar-stream'];

/** Builds dist/ unless it is up to date. An interrupted build leaves the old one. */
export async function build(say: (line: string) => void): Promise<void> {
  const wanted = await inputsDigest();
  const stamp = join(dist, '.stamp');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted) return;
  say('build: src -> dist');
  const { version, engines } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    readonly version: string;
    readonly engines: { readonly node: string };
  };
  const node = engines.node.replace('>=', '');
  const fresh = `${dist}.${process.pid}`;
  await bundle({
    entryPoints: { cli: join(root, 'src/cli/main.ts') },
    outdir: fresh,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: `node${node}`,
    external,
    define: {
      __VERSION__: JSON.stringify(version),
      __NODE__: JSON.stringify(node),
      __WATCHER__: JSON.stringify('../watcher.js'),
      __PAGE__: JSON.stringify(await buildPage()),
    },
    chunkNames: 'chunks/[name]-[hash]',
    banner: {
      // What is bundled of CommonJS asks for node's modules by `require`.
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  const cli = join(fresh, 'cli.js');
  await writeFile(cli, `#!/usr/bin/env node\n${await readFile(cli, 'utf8')}`);
  await chmod(cli, 0o755);
  await writeFile(join(fresh, 'watcher.js'), await bundleWatcher(`node${node}`));
  await writeFile(join(fresh, '.stamp'), wanted);
  await rm(dist, { recursive: true, force: true });
  await rename(fresh, dist);
}

async function inputsDigest(): Promise<string> {
  const sources = (await readdir(join(root, 'src'), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash('sha256');
  for (const file of [
    ...sources.toSorted(),
    join(root, 'package-lock.json'),
    join(root, 'package.json'),
    import.meta.filename,
    join(import.meta.dirname, 'build-page.ts'),
    join(import.meta.dirname, 'bundle-watcher.ts'),
  ]) {
    hash
      .update(file.slice(root.length))
      .update('\0')
      .update(await readFile(file))
      .update('\0');
  }
  return hash.digest('hex');
}
