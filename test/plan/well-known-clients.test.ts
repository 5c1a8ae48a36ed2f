import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientCommand } from '../../src/plan/well-known-clients.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'matrix-clients-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What is run in an image that has these programs. */
function opened(reference: string, programs: readonly string[], env: Record<string, string> = {}): string {
  for (const program of programs) {
    const file = join(folder, program);
    const password = program.startsWith('m') ? ' with $MYSQL_PWD' : '';
    writeFileSync(file, `#!/bin/sh\necho "${program} $*${password}"\n`);
    chmodSync(file, 0o755);
  }
  const [, ...args] = clientCommand(reference);
  // `env` is found there as well, as it is in every image that has a shell.
  const path = `${folder}:${join(folder, 'bin')}`;
  writeFileSync(join(folder, 'env'), '#!/bin/sh\nexec /usr/bin/env "$@"\n');
  chmodSync(join(folder, 'env'), 0o755);
  const { stdout, stderr } = spawnSync('/bin/sh', args, { env: { PATH: path, ...env } });
  return `${stdout}${stderr}`.trim();
}

test.each<[reference: string, programs: readonly string[], env: Record<string, string>, runs: string]>([
  ['postgres:15', ['psql'], {}, 'psql -U postgres -d postgres'],
  ['docker.io/library/postgres@sha256:aa', ['psql'], { POSTGRES_USER: 'me' }, 'psql -U me -d me'],
  ['pgvector/pgvector:pg17', ['psql'], { POSTGRES_USER: 'app', POSTGRES_DB: 'shop' }, 'psql -U app -d shop'],
  ['mysql:8', ['mysql'], { MYSQL_ROOT_PASSWORD: 'r' }, 'mysql -u root  with r'],
  [
    'mysql:8',
    ['mysql'],
    { MYSQL_USER: 'u', MYSQL_PASSWORD: 'p', MYSQL_ROOT_PASSWORD: 'r', MYSQL_DATABASE: 'd' },
    'mysql -u u d with p',
  ],
  ['mariadb:11', ['mariadb'], { MARIADB_USER: 'u', MARIADB_PASSWORD: 'p q' }, 'mariadb -u u  with p q'],
  ['redis:7', ['redis-cli'], {}, 'redis-cli'],
  ['redis:7', ['bash'], {}, 'bash'],
  ['postgres:15', ['sh'], {}, 'sh'],
  ['ghcr.io/me/mock', ['bash', 'sh'], {}, 'bash'],
])('%s with %j and %j', (reference, programs, env, runs) => {
  expect(opened(reference, programs, env).trim().replace(/ +/g, ' ')).toBe(runs.replace(/ +/g, ' '));
});
