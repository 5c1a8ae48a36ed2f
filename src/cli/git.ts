import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A repository so large that git takes longer is not waited for. */
const patienceMs = 2_000;

/** What git prints when it is called in the folder. Rejects where it fails, or takes too long. */
export async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const options = { cwd: folder, timeout: patienceMs, maxBuffer: 64 * 1024 * 1024 };
  return (await promisify(execFile)('git', ['--no-optional-locks', ...args], options)).stdout;
}
