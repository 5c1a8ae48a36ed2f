// Bundles src/action/ into action/, which is committed: GitHub runs an action as it is checked out, without an
// installation. The same sources and dependencies give the same bytes, wherever they stand.

import { readdir, readFile } from 'node:fs/promises';
import { createRequire, isBuiltin } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';
import protobuf from 'protobufjs';
import { buildPage } from './build-page.ts';
import { bundleWatcher } from './bundle-watcher.ts';

export type BundledFile = { readonly name: string; readonly text: string };

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Asked for by `debug`, and done without where it is not there. */
const optional = ['supports-color'];

/** The files of action/: the program, which needs nothing beside it, and the licences of all that is in it. */
export async function bundleAction(): Promise<readonly BundledFile[]> {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(root, 'src/action/main.ts')],
    outfile: 'index.js',
    absWorkingDir: root,
    write: false,
    metafile: true,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    external: optional,
    plugins: [definitionsInside, withoutSsh, unusedToolkit],
    define: { __PAGE__: JSON.stringify(await buildPage()), __WATCHER__: JSON.stringify('./watcher.js') },
    banner: {
      // What is bundled of CommonJS asks for node's modules by `require`.
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    legalComments: 'none',
    logLevel: 'error',
  });
  const missing = Object.values(metafile.outputs)
    .flatMap(({ imports }) => imports)
    .filter(({ path, external }) => external && !isBuiltin(path) && !optional.includes(path));
  if (missing.length > 0) throw new Error(`the bundle asks for ${missing.map(({ path }) => path).join(', ')}`);
  return [
    { name: 'index.js', text: outputFiles[0]?.text ?? '' },
    { name: 'watcher.js', text: await bundleWatcher('node24') },
    { name: 'licenses.txt', text: await licencesOf(metafile) },
  ];
}

/** dockerode and our own docker/ read definitions from files beside them, which are not there in a bundle. */
const definitionsInside: Plugin = {
  name: 'definitions-inside',
  setup({ onLoad }) {
    const definition = (name: string) =>
      JSON.stringify(
        protobuf.loadSync(createRequire(import.meta.url).resolve(`dockerode/lib/proto/${name}.proto`)).toJSON(),
      );
    onLoad({ filter: /[/\\]dockerode[/\\]lib[/\\](?:session|buildkit)\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const reading = /(protoLoader|protobuf)\.loadSync\(\s*path\.resolve\(__dirname, "proto", "(\w+)\.proto"\)\s*\)/;
      if (!reading.test(text)) throw new Error(`${path} no longer reads its definition as it did`);
      const contents = text.replace(reading, (_, library: string, name: string) =>
        library === 'protobuf'
          ? `protobuf.Root.fromJSON(${definition(name)})`
          : `protoLoader.fromJSON(${definition(name)})`,
      );
      return { contents, loader: 'js' };
    });
    onLoad({ filter: /[/\\]src[/\\]docker[/\\]buildkit-definition\.ts$/ }, () => ({
      contents: `import protobuf from 'protobufjs';
export const buildKitDefinition = () => protobuf.Root.fromJSON(${definition('buildkit_status')});`,
      loader: 'js',
      resolveDir: root,
    }));
  },
};

/** An engine over SSH is reached by the system's own `ssh` (docker/ssh-agent.ts); the modem's client has native parts. */
const withoutSsh: Plugin = {
  name: 'without-ssh',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]docker-modem[/\\]lib[/\\]ssh\.js$/ }, () => ({
      contents: 'module.exports = () => { throw new Error("not in this bundle"); };',
      loader: 'js',
    }));
  },
};

/** What @actions/core has of HTTP and of processes is for tokens and platforms: nothing of it is called here. */
const unusedToolkit: Plugin = {
  name: 'unused-toolkit',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^@actions\/(?:http-client|exec)(?:\/|$)/ }, async ({ path, pluginData, ...from }) => {
      if (pluginData === 'resolved') return undefined;
      return { ...(await resolve(path, { ...from, pluginData: 'resolved' })), sideEffects: false };
    });
  },
};

/** The licence of each package of which something is in the bundle, in the order of their names. */
async function licencesOf({ outputs }: Metafile): Promise<string> {
  const inputs = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  const folders = new Set(inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  const texts = await Promise.all([...folders].map((folder) => licenceOf(join(root, folder))));
  return `${[...new Set(texts)].toSorted().join(`\n${'-'.repeat(80)}\n\n`)}`;
}

async function licenceOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  };
  const file = (await readdir(folder)).toSorted().find((entry) => /^(?:licen[cs]e|copying)/i.test(entry));
  const text = file === undefined ? '' : await readFile(join(folder, file), 'utf8');
  return `${name} ${version}, ${license ?? 'see below'}\n\n${text.replaceAll('\r\n', '\n').trim()}\n`;
}
