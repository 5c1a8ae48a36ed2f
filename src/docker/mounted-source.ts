// The source of a suite as it is now, put into its container over that which the image was built of. It goes over the
// API, so that the engine may be anywhere, and the project's folder is mounted nowhere.

import { posix } from 'node:path';
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { extract } from 'tar-stream';
import type { MountedSource } from '../model/plan.ts';
import { type ContextEntry, walkContext } from '../plan/source-tree.ts';
import { EngineFailure } from '../run/engine.ts';
import { type Owner, packEntries } from './context-tar.ts';
import { doing, engineFailure, statusOf } from './trouble.ts';

export type PutSource = {
  /** Takes over what has changed since. Rejects with EngineFailure. One call at a time. */
  update(): Promise<void>;
};

/** Names in one command, far below the longest that a system takes. */
const mostNames = 500;

/** Puts the source into a container, started or not. Rejects with EngineFailure. */
export async function putSource(docker: Docker, id: string, source: MountedSource): Promise<PutSource> {
  const container = docker.getContainer(id);
  const [folder, entries] = await Promise.all([folderIn(container, source), entriesOf(source)]);
  let known = entries;
  // To ask for it takes the engine as long as to put all of it there.
  const owner = source.owned ? await ownerIn(container, folder, entries) : { uid: 0, gid: 0 };
  const put = (entries: readonly ContextEntry[]) =>
    entries.length === 0
      ? Promise.resolve()
      : doing(
          `Cannot put the source into ${folder} of the container`,
          container.putArchive(packEntries(entries, owner), { path: folder }),
        );
  // Folders, and whatever else is no file, are as the image has them, or it would be another image.
  await put([...known.values()].filter(({ kind }) => kind === 'file'));
  return {
    async update() {
      const now = await entriesOf(source);
      const gone = [...known.values()].filter(({ path, kind }) => now.get(path)?.kind !== kind);
      const changed = [...now.values()].filter(({ path, stamp, kind }) => {
        const before = known.get(path);
        return before?.kind !== kind || (kind !== 'directory' && before.stamp !== stamp);
      });
      known = now;
      for (let at = 0; at < gone.length; at += mostNames) {
        await remove(
          container,
          gone.slice(at, at + mostNames).map(({ path }) => posix.join(folder, path)),
        );
      }
      await put(changed);
    },
  };
}

async function entriesOf({ context, ignore }: MountedSource): Promise<ReadonlyMap<string, ContextEntry>> {
  try {
    const entries = await Array.fromAsync(walkContext(context, ignore));
    return new Map(entries.map((entry) => [entry.path, entry]));
  } catch (error) {
    throw engineFailure(`The files of ${context} cannot be read`, error);
  }
}

async function folderIn(container: Docker.Container, { to }: MountedSource): Promise<string> {
  if (posix.isAbsolute(to)) return to;
  const { Config: config } = await doing('Cannot look at the container', container.inspect());
  return posix.join('/', config.WorkingDir ?? '', to);
}

/** Whose the source is in the image. */
async function ownerIn(
  container: Docker.Container,
  folder: string,
  entries: ReadonlyMap<string, ContextEntry>,
): Promise<Owner> {
  const [first] = [...entries.values()].filter(({ kind }) => kind === 'file').toSorted((a, b) => a.size - b.size);
  if (!first) return { uid: 0, gid: 0 };
  const path = posix.join(folder, first.path);
  try {
    const archive = (await container.getArchive({ path })) as Readable;
    for await (const entry of archive.pipe(extract())) {
      archive.destroy();
      return { uid: entry.header.uid ?? 0, gid: entry.header.gid ?? 0 };
    }
    return { uid: 0, gid: 0 };
  } catch (error) {
    if (statusOf(error) !== 404) throw engineFailure(`Cannot look for the source in ${folder}`, error);
    throw new EngineFailure(
      `The image has no ${path}, where its Dockerfile copies the source: --mount cannot tell where it is`,
      { transient: false },
    );
  }
}

async function remove(container: Docker.Container, paths: readonly string[]): Promise<void> {
  const what = 'Cannot remove files in the container';
  const exec = await doing(
    what,
    container.exec({ Cmd: ['rm', '-rf', '--', ...paths], User: '0', AttachStdout: true, AttachStderr: true }),
  );
  const stream = await doing(what, exec.start({}));
  for await (const _ of stream);
  const { ExitCode: code } = await doing(what, exec.inspect());
  if (code !== 0) throw new EngineFailure(`${what}: rm exited with code ${code}`, { transient: false });
}
