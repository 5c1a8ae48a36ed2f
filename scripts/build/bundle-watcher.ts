// Bundles src/watcher/ into one file that starts as fast as Node does.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The text of the watcher's program, which needs nothing beside it. `node` is the oldest one that runs it. */
export async function bundleWatcher(node: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'src/watcher/main.ts')],
    outfile: 'watcher.js',
    absWorkingDir: root,
    write: false,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: node,
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}
