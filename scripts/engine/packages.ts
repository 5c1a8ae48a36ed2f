import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** The programs that we need and Debian's packages that have them. */
const packageOf = {
  dockerd: 'docker.io',
  iptables: 'iptables',
  'docker-registry': 'docker-registry',
  mmdebstrap: 'mmdebstrap',
  busybox: 'busybox-static',
  chromium: 'chromium',
  'docker-compose': 'docker-compose',
} as const;

export type Program = keyof typeof packageOf;

const folders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Why nothing can be installed here, or undefined when it can. */
export function whyNotInstall(): string | undefined {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  if (!/^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(release)) return 'this is no Debian';
  return process.getuid?.() === 0 ? undefined : 'that takes root';
}

/** Where a program is; undefined where it is not. */
export function findProgram(program: Program): string | undefined {
  const folder = folders.find((one) => existsSync(`${one}/${program}`));
  return folder && `${folder}/${program}`;
}

/** Installs what is missing of these, saying so first. Throws an Error that says in a sentence what cannot be had. */
export function ensurePrograms(programs: readonly Program[], say: (line: string) => void): void {
  const missing = programs.filter((program) => findProgram(program) === undefined);
  if (missing.length === 0) return;
  const reason = whyNotInstall();
  const packages = missing.map((program) => packageOf[program]);
  if (reason !== undefined)
    throw new Error(`${missing.join(', ')} not found, and ${reason}: install ${packages.join(' ')}`);
  say(`packages: installing ${packages.join(', ')} (apt-get)`);
  apt(['update', '-qq']);
  apt(['install', '-y', '-qq', '--no-install-recommends', ...packages]);
}

function apt(args: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const ended = spawnSync('apt-get', args, { env, encoding: 'utf8' });
  if (ended.status !== 0) throw new Error(`apt-get ${args[0]} failed:\n${ended.stdout}${ended.stderr}`.trim());
}
