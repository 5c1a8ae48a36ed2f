import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { helperOf, missingHelper } from '../../src/docker/missing-helper.ts';

test.each([
  [{ credsStore: 'desktop' }, 'docker.io', 'desktop'],
  [{ credsStore: 'desktop', credHelpers: { 'ghcr.io': 'gh' } }, 'ghcr.io', 'gh'],
  [{ credHelpers: { 'https://index.docker.io/v1/': 'hub' } }, 'docker.io', 'hub'],
  [{ credHelpers: { 'ghcr.io': 'gh' } }, 'docker.io', undefined],
  [{ credsStore: '' }, 'docker.io', undefined],
  [undefined, 'docker.io', undefined],
])('of %j, that of %s', (config, host, helper) => {
  expect(helperOf(config, host)).toBe(helper);
});

test('a helper is looked for on the PATH, and only where one is named', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'matrix-helper-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const env = { DOCKER_CONFIG: folder, PATH: `/nowhere:${folder}` };
  expect(await missingHelper('docker.io', env)).toBeUndefined();
  writeFileSync(join(folder, 'config.json'), '{ "credsStore": "pass" }');
  expect(await missingHelper('docker.io', env)).toBe('docker-credential-pass');
  expect(await missingHelper('docker.io', { ...env, DOCKER_AUTH_CONFIG: '{}' })).toBeUndefined();
  writeFileSync(join(folder, 'docker-credential-pass'), '');
  expect(await missingHelper('docker.io', env)).toBe('docker-credential-pass');
  chmodSync(join(folder, 'docker-credential-pass'), 0o755);
  expect(await missingHelper('docker.io', env)).toBeUndefined();
});
