// An engine that is not on this machine: over tcp:// and over ssh://.

import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Connection } from '../../src/docker/connect.ts';
import { matrix, matrixRun } from './command.ts';
import { leavesNothing, testEngine } from './engine.ts';

let connection: Connection;
let tcp: Server;
let folder: string;

const socket = () => connection.address.replace('unix://', '');

beforeAll(async () => {
  connection = await testEngine();
  tcp = createServer({ allowHalfOpen: true }, (from) => {
    const to = connect({ path: socket(), allowHalfOpen: true });
    from.pipe(to).pipe(from);
    from.on('error', () => to.destroy());
    to.on('error', () => from.destroy());
  });
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
  folder = await mkdtemp(join(tmpdir(), 'matrix-ssh-'));
});

afterAll(async () => {
  tcp.close();
  await rm(folder, { recursive: true });
});

const services = ['fixtures/broken/service-dies/matrix.yml', '--only', 'config=present'];

test('tcp://', async () => {
  const { port } = tcp.address() as AddressInfo;
  const { code, results } = await leavesNothing(connection, () =>
    matrixRun(services, { env: { DOCKER_HOST: `tcp://127.0.0.1:${port}` } }),
  );
  expect(code).toBe(0);
  expect(results.engine?.address).toBe(`tcp://127.0.0.1:${port}`);
});

test('ssh://, as the docker client does it: `docker system dial-stdio` at the other end', async () => {
  // In the place of ssh stands what the far end would run, so that keys and hosts are no part of the test.
  const dial = `const s = require('node:net').connect(${JSON.stringify(socket())}); process.stdin.pipe(s); s.pipe(process.stdout); s.on('close', () => process.exit());`;
  const ssh = join(folder, 'ssh');
  await writeFile(
    ssh,
    `#!/bin/sh\nprintf '%s\\n' "$*" >> ${folder}/calls\nexec ${process.execPath} -e ${JSON.stringify(dial)}\n`,
  );
  await chmod(ssh, 0o755);
  const { code, outcomes } = await leavesNothing(connection, () =>
    matrixRun(services, {
      env: { DOCKER_HOST: 'ssh://someone@far.example:2222', PATH: `${folder}:${process.env.PATH}` },
    }),
  );
  expect(code).toBe(0);
  expect(outcomes).toEqual({ 'config=present': 'passed' });
});

test('an ssh that fails is told in its own words', async () => {
  const ssh = join(folder, 'ssh');
  await writeFile(ssh, '#!/bin/sh\necho "ssh: connect to host far.example port 22: No route to host" >&2\nexit 255\n');
  await chmod(ssh, 0o755);
  const { code, stderr } = await matrix(['run', ...services], {
    env: { DOCKER_HOST: 'ssh://far.example', PATH: `${folder}:${process.env.PATH}` },
  });
  expect(code).toBe(3);
  expect(stderr).toContain('The container engine at ssh://far.example does not answer');
  expect(stderr).toContain('No route to host');
});
