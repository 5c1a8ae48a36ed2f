// The nine cells of matrices/node-postgres.yml by engine calls and nothing else: what an experienced person would
// write for this one case. The floor that a general tool is measured against. Arguments: JOBS IMAGE13 IMAGE15 IMAGE20.

import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import Docker from 'dockerode';
import pLimit from 'p-limit';

const docker = new Docker();
const [jobs = '2', ...images] = process.argv.slice(2);
const limit = pLimit(Number(jobs));
const cells = images.flatMap((image) => ['13', '15', '17'].map((postgres) => ({ image, postgres })));

async function runCell(
  { image, postgres }: { readonly image: string; readonly postgres: string },
  index: number,
): Promise<number> {
  const name = `plain-${process.pid}-${index}`;
  const subnet = `10.99.${index}.0/28`;
  const network = await docker.createNetwork({ Name: name, Driver: 'bridge', IPAM: { Config: [{ Subnet: subnet }] } });
  const db = await docker.createContainer({
    name: `${name}-db`,
    Image: `postgres:${postgres}`,
    Env: ['POSTGRES_USER=app', 'POSTGRES_PASSWORD=app', 'POSTGRES_DB=app'],
    HostConfig: { NetworkMode: name, Tmpfs: { '/var/lib/postgresql/data': '' } },
    NetworkingConfig: { EndpointsConfig: { [name]: { Aliases: ['db'] } } },
  });
  await db.start();
  const address = (await db.inspect()).NetworkSettings.Networks[name]?.IPAddress ?? '';
  while (!(await accepts(address, 5432))) await delay(50);
  const test = await docker.createContainer({
    name: `${name}-test`,
    Image: image,
    Cmd: ['sh', '-c', 'npm test'],
    Env: ['DATABASE_URL=postgres://app:app@db:5432/app'],
    HostConfig: { NetworkMode: name },
  });
  await test.start();
  const { StatusCode } = await test.wait();
  await test.logs({ stdout: true, stderr: true });
  await Promise.all([test.remove({ force: true, v: true }), db.remove({ force: true, v: true })]);
  await network.remove();
  return StatusCode;
}

function accepts(host: string, port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host, port });
  socket.once('connect', () => resolve(true));
  socket.once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}

const codes = await Promise.all(cells.map((cell, index) => limit(() => runCell(cell, index))));
console.log(`exit codes: ${codes.join(' ')}`);
process.exitCode = codes.every((code) => code === 0) ? 0 : 1;
