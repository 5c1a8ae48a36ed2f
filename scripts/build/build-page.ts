// Bundles src/page/, which runs in a browser, into the script and the style that an HTML report holds.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const page = fileURLToPath(new URL('../../src/page', import.meta.url));

/** The page's script and style, minified. The same sources give the same bytes. */
export async function buildPage(): Promise<{ readonly script: string; readonly style: string }> {
  const { outputFiles } = await build({
    entryPoints: { script: join(page, 'main.tsx'), style: join(page, 'page.css') },
    outdir: 'memory',
    write: false,
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: ['chrome125', 'firefox128', 'safari18'],
    tsconfig: join(page, 'tsconfig.json'),
    legalComments: 'none',
    logLevel: 'error',
  });
  const text = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text.trim() ?? '';
  return { script: text('.js'), style: text('.css') };
}
