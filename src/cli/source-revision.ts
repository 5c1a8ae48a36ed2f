import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { SourceRevision } from '../model/event.ts';

/** A repository so large that git takes longer is not waited for. */
const patienceMs = 2_000;

/** The commit that the folder is at, and whether there is more than it in the folder; undefined where git knows none. */
export async function sourceRevision(folder: string): Promise<SourceRevision | undefined> {
  const git = async (...args: readonly string[]) => {
    const options = { cwd: folder, timeout: patienceMs, maxBuffer: 64 * 1024 * 1024 };
    return (await promisify(execFile)('git', ['--no-optional-locks', ...args], options)).stdout;
  };
  try {
    const [revision, changes] = await Promise.all([git('rev-parse', 'HEAD'), git('status', '--porcelain')]);
    return { revision: revision.trim(), isDirty: changes !== '' };
  } catch {
    return undefined;
  }
}
