// The tags of a registry, against one that speaks its API.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { repositoryOf } from '../../src/docker/registries.ts';
import { registryTags, tagsAt } from '../../src/docker/registry-tags.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, origin: string) => void;

/** A registry that answers so; tells its origin, and what it was asked. */
async function registry(answer: Answer) {
  const asked: string[] = [];
  let origin = '';
  const server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization ?? '-'}`);
    answer(request, response, origin);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return { origin, asked };
}

const json = (response: ServerResponse, body: unknown, status = 200, headers: Record<string, string> = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};

const list = '/v2/library/node/tags/list?n=1000';

test('two pages, and a token that is asked for once it is demanded', async () => {
  const { origin, asked } = await registry((request, response, here) => {
    if (request.url?.startsWith('/token')) return json(response, { token: 't0' });
    if (request.headers.authorization !== 'Bearer t0') {
      const challenge = `Bearer realm="${here}/token",service="registry",scope="repository:library/node:pull"`;
      return json(response, {}, 401, { 'www-authenticate': challenge });
    }
    const isFirst = !request.url?.includes('last=');
    const link = `</v2/library/node/tags/list?last=15&n=1000>; rel="next"`;
    return json(response, { tags: isFirst ? ['13', '15'] : ['20'] }, 200, isFirst ? { link } : {});
  });
  const credentials = { username: 'me', password: 'secret' };
  expect(await tagsAt({ origin, credentials }, 'library/node')).toEqual(['13', '15', '20']);
  const token = '/token?service=registry&scope=repository%3Alibrary%2Fnode%3Apull Basic bWU6c2VjcmV0';
  const second = '/v2/library/node/tags/list?last=15&n=1000';
  expect(asked).toEqual([`${list} -`, token, `${list} Bearer t0`, `${second} Bearer t0`]);
});

test('a registry that takes no pages so long', async () => {
  const { origin } = await registry((request, response) =>
    json(response, { tags: ['1'] }, request.url?.includes('n=') ? 400 : 200),
  );
  expect(await tagsAt({ origin, credentials: undefined }, 'a')).toEqual(['1']);
});

test('a login that is demanded is given, and told where there is none', async () => {
  const { origin } = await registry((request, response) => {
    if (request.headers.authorization === 'Basic bWU6c2VjcmV0') return json(response, { tags: null });
    return json(response, {}, 401, { 'www-authenticate': 'Basic realm="here"' });
  });
  expect(await tagsAt({ origin, credentials: { username: 'me', password: 'secret' } }, 'a/b')).toEqual([]);
  await expect(tagsAt({ origin, credentials: undefined }, 'a/b')).rejects.toMatchObject({
    code: 'engine',
    message: `The registry ${origin.slice(7)} wants a login (401)`,
  });
});

describe('what goes wrong is told as what it is', () => {
  test.each([
    { status: 404, headers: {}, code: 'usage', message: 'has no image "library/node"' },
    {
      status: 429,
      headers: { 'retry-after': '60' },
      code: 'engine',
      message: 'has had too many requests and answers no more for 60 s (429)',
    },
    { status: 500, headers: {}, code: 'engine', message: 'answered 500' },
    { status: 200, headers: {}, code: 'engine', message: 'is no registry' },
  ])('$status', async ({ status, headers, code, message }) => {
    const { origin } = await registry((_request, response) =>
      json(response, {}, status, headers as Record<string, string>),
    );
    const asking = tagsAt({ origin, credentials: undefined }, 'library/node');
    await expect(asking).rejects.toThrow(message);
    await expect(asking).rejects.toMatchObject({ code });
  });

  test('nobody answers', async () => {
    await expect(tagsAt({ origin: 'http://127.0.0.1:1', credentials: undefined }, 'a')).rejects.toMatchObject({
      code: 'engine',
      message: expect.stringContaining('The registry 127.0.0.1:1 cannot be reached'),
    });
  });

  test('pages elsewhere are not followed', async () => {
    const { origin } = await registry((_request, response) =>
      json(response, { tags: ['1'] }, 200, { link: '<http://127.0.0.1:1/v2/a/tags/list?last=1>; rel="next"' }),
    );
    expect(await tagsAt({ origin, credentials: undefined }, 'a')).toEqual(['1']);
  });
});

/** An engine that says so of its registries. */
const engine = (config: unknown) => ({ docker: { info: async () => ({ RegistryConfig: config }) } }) as never;

test("the engine's mirrors of Docker Hub are asked first, and one that has it not is passed over", async () => {
  const empty = await registry((_request, response) => json(response, {}, 404));
  const full = await registry((_request, response) => json(response, { tags: ['13'] }));
  const config = { IndexConfigs: { 'docker.io': { Mirrors: [`${empty.origin}/`, `${full.origin}/`] } } };
  expect(await registryTags('node', engine(config))).toEqual(['13']);
  expect(empty.asked).toEqual([`${list} -`]);
  expect(full.asked).toEqual([`${list} -`]);
});

test('another registry is asked itself, whatever mirrors there are', async () => {
  const own = await registry((_request, response) => json(response, { tags: ['1'] }));
  const image = `${own.origin.slice(7)}/team/app`;
  expect(await registryTags(image, engine({ Mirrors: ['http://127.0.0.1:1'] }))).toEqual(['1']);
  expect(own.asked).toEqual(['/v2/team/app/tags/list?n=1000 -']);
});

test.each([
  ['node', 'library/node'],
  ['docker.io/node', 'library/node'],
  ['docker.io/library/node', 'library/node'],
  ['team/app', 'team/app'],
  ['ghcr.io/team/app', 'team/app'],
  ['localhost:5000/app', 'app'],
])('%s is %s there', (image, repository) => {
  expect(repositoryOf(image)).toBe(repository);
});
