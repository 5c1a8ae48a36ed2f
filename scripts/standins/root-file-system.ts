import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { stateFolder } from '../engine/state.ts';

/**
 * A minimal Debian with these packages, as a tar file that is made once. From the mirror that this machine's apt is
 * set to, since that is the one that can be reached.
 */
export function rootFileSystem(suite: string, packages: readonly string[]): Promise<string> {
  const file = join(folder, `${[suite, ...packages].join('+')}.tar`);
  const made = inTheMaking.get(file) ?? make(file, suite, packages);
  inTheMaking.set(file, made);
  return made;
}

const folder = join(stateFolder, 'root-file-systems');
/** Several stand-ins that are made side by side begin with the same one. */
const inTheMaking = new Map<string, Promise<string>>();

async function make(file: string, suite: string, packages: readonly string[]): Promise<string> {
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const fresh = `${file}.${process.pid}`;
  await run('mmdebstrap', [
    '--variant=minbase',
    '--format=tar',
    `--include=${['ca-certificates', ...packages].join(',')}`,
    '--aptopt=Acquire::Languages "none"',
    '--dpkgopt=path-exclude=/usr/share/doc/*',
    '--dpkgopt=path-exclude=/usr/share/man/*',
    // initdb and psql put messages into the locale's language, and the slim images have none either.
    '--dpkgopt=path-exclude=/usr/share/locale/*',
    suite,
    fresh,
    ...mirror(),
  ]);
  renameSync(fresh, file);
  return file;
}

/** The first archive of /etc/apt; mmdebstrap's own default where none is said. */
function mirror(): readonly string[] {
  const folder = '/etc/apt/sources.list.d';
  const files = [
    '/etc/apt/sources.list',
    ...(existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []),
  ];
  for (const file of files.filter((name) => existsSync(name))) {
    const [, uri] = /^(?:URIs:\s*|deb\s+(?:\[[^\]]*\]\s+)?)(https?:\S+)/m.exec(readFileSync(file, 'utf8')) ?? [];
    if (uri !== undefined && !uri.includes('security')) return [uri];
  }
  return [];
}

/** Runs a program to its end; its last words are the error. */
export function run(program: string, args: readonly string[], cwd?: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...(cwd === undefined ? {} : { cwd }) });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (bytes: Buffer) => {
    stdout += bytes.toString();
  });
  child.stderr.on('data', (bytes: Buffer) => {
    stderr = (stderr + bytes.toString()).slice(-4_000);
  });
  child.on('error', reject);
  child.on('close', (code) => {
    if (code === 0) resolve(stdout);
    else reject(new Error(`${program} ended with ${code}:\n${stderr.trim().split('\n').slice(-8).join('\n')}`));
  });
  return promise;
}
