// Images of a test's own whose tags move, in the registry of the tests and on the engine.

import { onTestFinished } from 'vitest';
import type { Connection } from '../../src/docker/connect.ts';

export type MovingImages = {
  /** `127.0.0.1:5000/…:NAME`. */
  reference(name: string): string;
  /** Makes an image that has the text in /www/mark, gives it the tag, and pushes it. Resolves to its digest. */
  push(name: string, mark: string): Promise<string>;
  /** The tag on the engine is gone, so that it asks the registry again. */
  forget(name: string): Promise<void>;
};

/** They go with the test, and so do images that were built for the project of this name. */
export function movingImages({ docker }: Connection, project: string): MovingImages {
  const repository = `127.0.0.1:5000/matrix-test/${project}`;
  const reference = (name: string) => `${repository}:${name}`;
  onTestFinished(async () => {
    for (const one of [repository, `matrix-run/${project}`])
      for (const { Id } of await docker.listImages({ filters: { reference: [one] } }))
        await docker.getImage(Id).remove({ force: true });
  });
  return {
    reference,
    async push(name, mark) {
      const command = `mkdir -p /www && echo ${mark} > /www/mark`;
      const container = await docker.createContainer({ Image: 'busybox:1.36', Cmd: ['sh', '-c', command] });
      await container.start();
      await container.wait();
      await container.commit({ repo: repository, tag: name });
      await container.remove();
      const pushing = await docker.getImage(reference(name)).push({ authconfig: { username: '', password: '' } });
      for await (const _ of pushing as AsyncIterable<unknown>);
      const { RepoDigests: digests } = await docker.getImage(reference(name)).inspect();
      return digests[0]?.replace(/^.*@/, '') ?? '';
    },
    async forget(name) {
      await docker.getImage(reference(name)).remove({ force: true });
    },
  };
}
