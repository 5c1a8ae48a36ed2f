import { posix } from 'node:path';

/**
 * The folder that a Dockerfile's stage ends in, where it says so: the one that `target` names, else the last. Stages
 * that begin with another of the same file begin in its folder. Undefined where only the base image knows.
 */
export function workdirOf(dockerfile: string, target?: string): string | undefined {
  const folders = new Map<string, string | undefined>();
  let stage = '';
  let folder: string | undefined;
  for (const line of dockerfile.split('\n')) {
    const [, base, name] = /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(line) ?? [];
    if (base !== undefined) {
      if (stage !== '' && stage === target?.toLowerCase()) return folder;
      stage = name?.toLowerCase() ?? '';
      folder = folders.get(base.toLowerCase());
    }
    const [, to] = /^\s*WORKDIR\s+"?([^"\s]+)"?\s*$/i.exec(line) ?? [];
    // A folder with a variable in it is not known here.
    if (to !== undefined) folder = to.includes('$') ? undefined : posix.resolve(folder ?? '/', to);
    if (stage !== '') folders.set(stage, folder);
  }
  return folder;
}
