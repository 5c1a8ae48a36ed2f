// A machine may have several docker commands, of which not every one can build.

import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';

/** PATH, with the first docker command before all others that has BuildKit: in itself, as 20.10 had, or as a plug-in. */
export function composePath(): string {
  const path = process.env.PATH ?? '';
  const builds = path.split(delimiter).find((folder) => {
    const docker = join(folder, 'docker');
    const version = spawnSync(docker, ['--version'], { encoding: 'utf8' }).stdout ?? '';
    return /version (?:19|20)\./.test(version) || spawnSync(docker, ['buildx', 'version']).status === 0;
  });
  return builds === undefined ? path : `${builds}${delimiter}${path}`;
}
