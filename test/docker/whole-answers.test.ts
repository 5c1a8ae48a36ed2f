import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Docker from 'dockerode';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withWholeAnswers } from '../../src/docker/whole-answers.ts';

let server: Server;
let answer: (response: ServerResponse) => void;
let docker: Docker;

beforeEach(async () => {
  server = createServer((_, response) => answer(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  docker = withWholeAnswers(new Docker({ host: '127.0.0.1', port, protocol: 'http' }));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

test('a whole answer is what it says', async () => {
  answer = (response) => response.end('{"StatusCode":3}');
  expect(await docker.getContainer('one').wait()).toEqual({ StatusCode: 3 });
});

test('an answer without a body is no value', async () => {
  answer = (response) => response.writeHead(204).end();
  expect(await docker.getContainer('one').start()).toEqual(Buffer.alloc(0));
});

test('a refusal is told with its status and its words', async () => {
  answer = (response) => response.writeHead(404).end('{"message":"No such container: one"}');
  await expect(docker.getContainer('one').inspect()).rejects.toMatchObject({
    statusCode: 404,
    message: '(HTTP code 404) no such container - No such container: one ',
  });
});

test.each([
  ['before its first byte', ''],
  ['in the middle', '{"Status'],
])('a connection that goes when the answer has begun, %s, is an error', async (_, begun) => {
  answer = (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    response.write(begun, () => response.destroy());
    if (begun === '') setImmediate(() => response.destroy());
  };
  await expect(docker.getContainer('one').wait()).rejects.toMatchObject({ code: 'ECONNRESET' });
});

test('an answer that is waited for can be given up', async () => {
  const given = new AbortController();
  answer = (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    setImmediate(() => given.abort());
  };
  await expect(docker.getContainer('one').wait({ abortSignal: given.signal })).rejects.toMatchObject({
    name: 'AbortError',
  });
  server.closeAllConnections();
});
