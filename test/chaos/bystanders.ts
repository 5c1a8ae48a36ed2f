// What is not the run's own, and has to stand through whatever is done to it: things without our labels, and another
// run that is alive.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { findOwned } from '../../src/docker/leftovers.ts';
import { ensurePulled } from '../../src/docker/pull.ts';
import { suiteStarts } from '../engine/suite-starts.ts';
import { type RunEnd, startRun } from './running.ts';

export type Bystanders = {
  /** What has become of them that should not have; empty where nothing has. */
  harm(): Promise<readonly string[]>;
  /** Ends and removes all of them. Returns what was wrong with the end of the other run. */
  end(): Promise<readonly string[]>;
};

const busybox = 'busybox:1.36';

const companion = `name: companion
axes: { n: [1] }
image: { from: ${busybox} }
services:
  queue:
    image: ${busybox}
    command: [sh, -c, "echo ready for jobs; exec sleep 3600"]
    ready: { log: ready for jobs }
test:
  command: sleep 3600
  timeout: 1h
`;

export async function createBystanders(docker: Docker, engine: string): Promise<Bystanders> {
  const name = `chaos-bystander-${process.pid}`;
  await ensurePulled(docker, busybox, { signal: AbortSignal.timeout(60_000), onProgress: () => undefined });
  await docker.getImage(busybox).tag({ repo: 'chaos-bystander', tag: String(process.pid) });
  await docker.createVolume({ Name: name });
  const network = await docker.createNetwork({ Name: name });
  const container = await docker.createContainer({
    name,
    Image: `chaos-bystander:${process.pid}`,
    Cmd: ['sleep', '86400'],
    HostConfig: { NetworkMode: name, Binds: [`${name}:/data`] },
  });
  await container.start();

  const folder = await mkdtemp(join(tmpdir(), 'chaos-companion-'));
  await writeFile(join(folder, 'matrix.yml'), companion);
  const begun = await suiteStarts(docker);
  const other = startRun(folder, engine, { endless: true });
  await Promise.race([begun(), other.ended.then(refuse)]);
  const startOf = async (id: string) => (await docker.getContainer(id).inspect()).State.StartedAt;
  const owned = async () => (await findOwned(docker)).filter(({ owner }) => owner.pid === other.process.pid);
  const containerNames = (await owned()).filter(({ kind }) => kind === 'container').map((thing) => thing.name);
  const names = [name, ...containerNames];
  const starts = await Promise.all(names.map(startOf));
  const standing = (await owned()).length;

  const harm = async () => {
    const troubles: string[] = [];
    const check = async (what: string, work: () => Promise<unknown>) => {
      await work().catch((error: unknown) =>
        troubles.push(`${what}: ${error instanceof Error ? error.message : error}`),
      );
    };
    for (const [index, one] of names.entries()) {
      await check(`container ${one}`, async () => {
        const { State } = await docker.getContainer(one).inspect();
        if (!State.Running || State.StartedAt !== starts[index]) throw new Error('does not run as it did');
      });
    }
    await check(`network ${name}`, async () => {
      const facts = (await network.inspect()) as Docker.NetworkInspectInfo;
      if (Object.keys(facts.Containers ?? {}).length !== 1) throw new Error('its container is not on it any more');
    });
    await check(`volume ${name}`, () => docker.getVolume(name).inspect());
    await check('image', () => docker.getImage(`chaos-bystander:${process.pid}`).inspect());
    const now = (await owned()).length;
    if (now !== standing) troubles.push(`the run beside has ${now} things instead of ${standing}`);
    return troubles;
  };

  return {
    harm,
    async end() {
      const troubles = [...(await harm())];
      other.process.kill('SIGINT');
      const { code } = await other.ended;
      if (code !== 130) troubles.push(`the run beside ended with ${code} instead of 130`);
      const left = await owned();
      if (left.length > 0) troubles.push(`the run beside left ${left.map((thing) => thing.name).join(', ')}`);
      await container.remove({ force: true });
      await network.remove();
      await docker.getVolume(name).remove();
      await docker.getImage(`chaos-bystander:${process.pid}`).remove({ force: true });
      await rm(folder, { recursive: true, force: true });
      return troubles;
    },
  };
}

function refuse({ code, stderr }: RunEnd): never {
  throw new Error(`the run beside did not come to its suite (${code}): ${stderr}`);
}
