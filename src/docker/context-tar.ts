import { createReadStream } from 'node:fs';
import { readlink } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack } from 'tar-stream';
import type { BuiltImagePlan } from '../model/plan.ts';
import { walkContext } from '../plan/source-tree.ts';

/** Where the Dockerfile stands in what is sent: a name that no project has, since it may be generated or ignored. */
export const dockerfileName = '.matrix-run.Dockerfile';

/**
 * The build context as a tar stream: the files that the content key was computed over, and the Dockerfile. Times and
 * owners are left out of it, so that a checkout of today finds the build cache of yesterday's.
 */
export function packContext(image: BuiltImagePlan): Readable {
  const tar = pack();
  fill(tar, image).then(
    () => tar.finalize(),
    (error: unknown) => tar.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  return tar as unknown as Readable;
}

async function fill(tar: Pack, image: BuiltImagePlan): Promise<void> {
  const mtime = new Date(0);
  await entry(tar, { name: dockerfileName, mode: 0o644, mtime }, image.dockerfile);
  for await (const found of walkContext(image.context, image.ignore)) {
    const header = { name: found.path, mode: found.mode & 0o777, mtime };
    if (found.kind === 'directory') await entry(tar, { ...header, type: 'directory' });
    else if (found.kind === 'symlink')
      await entry(tar, { ...header, type: 'symlink', linkname: await readlink(found.absolute) });
    else if (found.size === 0) await entry(tar, header, '');
    else {
      // A file that grows while it is read would break the tar: exactly as much as was announced is sent.
      const source = createReadStream(found.absolute, { end: found.size - 1 });
      await pipeline(source, tar.entry({ ...header, size: found.size }));
    }
  }
}

function entry(tar: Pack, header: Parameters<Pack['entry']>[0], content?: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const done = (error?: Error | null) => (error ? reject(error) : resolve());
  if (content === undefined) tar.entry(header, done);
  else tar.entry(header, content, done);
  return promise;
}
