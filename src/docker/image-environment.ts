import type { Connection } from './connect.ts';

/** The environment that an image sets, such as NODE_VERSION; empty where the engine has no such image any more. */
export async function imageEnvironment(
  { docker }: Pick<Connection, 'docker'>,
  id: string,
): Promise<ReadonlyMap<string, string>> {
  const found = await docker
    .getImage(id)
    .inspect()
    .catch(() => undefined);
  return new Map(
    (found?.Config?.Env ?? []).map((line): [string, string] => {
      const [name = '', ...value] = line.split('=');
      return [name, value.join('=')];
    }),
  );
}
