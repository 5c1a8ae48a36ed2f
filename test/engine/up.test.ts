// The environment of a cell, up for as long as somebody wants it.

import { connect as connectTcp, createServer } from 'node:net';
import { beforeAll, expect, test } from 'vitest';
import type { Connection } from '../../src/docker/connect.ts';
import { matrix, start } from './command.ts';
import { leavesNothing, testEngine } from './engine.ts';

let connection: Connection;
beforeAll(async () => {
  connection = await testEngine();
});

const cell = ['node=20,postgres=15', 'fixtures/regressions/matrix.yml'];

test('ports of a service and of a command, on 127.0.0.1 alone, until it is ended', async () => {
  await leavesNothing(connection, async () => {
    const server = `require('http').createServer((_, r) => r.end('hello from ' + process.version)).listen(8080, () => console.log('listening'))`;
    const up = start(['up', ...cell, '--publish', 'db:5432', '--publish', '8080', '--', 'node', '-e', server]);
    await Promise.all([up.says('listening'), up.tells('is up; Ctrl-C ends all of it')]);
    const containers = await connection.docker.listContainers({ filters: { label: ['matrix-run.run'] } });
    const ports = containers.flatMap(({ Ports }) => Ports);
    expect(ports.map(({ IP, PrivatePort }) => [IP, PrivatePort]).toSorted()).toEqual([
      ['127.0.0.1', 5432],
      ['127.0.0.1', 8080],
    ]);
    const [database = 0, web = 0] = [5432, 8080].map(
      (wanted) => ports.find(({ PrivatePort }) => PrivatePort === wanted)?.PublicPort,
    );
    expect(await (await fetch(`http://127.0.0.1:${web}/`)).text()).toMatch(/^hello from v20\./);
    expect(await answers(database)).toMatch(/^[SN]$/);
    up.kill('SIGINT');
    const ended = await up.ended;
    expect(ended.code).toBe(130);
    expect(ended.stderr).toMatch(/\] db is ready, its port 5432 at 127\.0\.0\.1:\d+\n/);
    expect(ended.stderr).toMatch(/\] port 8080 at 127\.0\.0\.1:\d+\n.*\] is up; Ctrl-C ends all of it\n$/);
  });
});

test('a port that somebody has, one that nothing has, and a service that is none', async () => {
  await leavesNothing(connection, async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const taken = typeof address === 'object' ? address?.port : 0;
    const ended = await matrix(['up', ...cell, '--publish', `${taken}:db:5432`]);
    expect(ended.code).toBe(3);
    expect(ended.stderr).toContain(
      `The port ${taken} of this machine is in use: choose another, or --publish 5432 for any that is free`,
    );
    expect(ended.stderr).toContain(`reproduce: matrix up ${cell.join(' ')} --publish ${taken}:db:5432\n`);
    server.close();
  });
  expect((await matrix(['up', ...cell, '--publish', '80'])).stderr).toMatch(
    /matrix: --publish 80: nothing of this cell says that it has this port\n {2}hint: name the service that is meant, such as db:80\n$/,
  );
  expect(await matrix(['up', ...cell, '--publish', 'bd:5432'])).toMatchObject({
    code: 2,
    stderr: `matrix: --publish: node=20,postgres=15 has no service "bd"\n  hint: did you mean "db"?\n`,
  });
});

/** What PostgreSQL answers to the question whether it speaks TLS: one letter. */
function answers(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp(port, '127.0.0.1', () => socket.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])));
    socket.once('data', (bytes) => {
      socket.destroy();
      resolve(bytes.toString());
    });
    socket.once('error', reject);
  });
}
