// A registry on this machine, in the place of Docker Hub: Debian's docker-registry, on loopback alone.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startDetached } from './detached.ts';
import { ensurePrograms } from './packages.ts';
import { stateFolder } from './state.ts';

export const registryAddress = '127.0.0.1:5000';

const config = (folder: string) => `version: 0.1
log: { level: warn }
storage:
  filesystem: { rootdirectory: ${folder} }
  delete: { enabled: true }
http: { addr: "${registryAddress}" }
`;

/** Starts the registry unless it answers. What it holds survives its end. */
export async function ensureRegistry(say: (line: string) => void): Promise<void> {
  if (await answers()) return;
  ensurePrograms(['docker-registry'], say);
  const data = join(stateFolder, 'registry');
  mkdirSync(data, { recursive: true });
  const file = join(stateFolder, 'registry.yml');
  writeFileSync(file, config(data));
  say(
    `registry: starting docker-registry on ${registryAddress}; it stays up for the next run (npm run engine:stop ends it)`,
  );
  await startDetached('registry', ['docker-registry', 'serve', file], answers, { withinMs: 20_000 });
}

async function answers(): Promise<boolean> {
  return (await get('')) === 200;
}

/** Whether the registry has the image. */
export async function hasImage(name: string, tag: string): Promise<boolean> {
  return (await get(`${name}/manifests/${tag}`)) === 200;
}

async function get(path: string): Promise<number | undefined> {
  const headers = { accept: 'application/vnd.docker.distribution.manifest.v2+json' };
  const asked = fetch(`http://${registryAddress}/v2/${path}`, { headers, signal: AbortSignal.timeout(3_000) });
  return asked.then(
    async (response) => {
      await response.body?.cancel();
      return response.status;
    },
    () => undefined,
  );
}
