// docs/lock.md: its matrix is planned, its lock is one, and has what the matrix needs.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { imageReferences } from '../src/plan/image-references.ts';
import { formatLock, parseLock } from '../src/plan/lock-file.ts';
import { planText } from './plan/plan-text.ts';

const page = await readFile(join(import.meta.dirname, '../docs/lock.md'), 'utf8');
const block = (kind: string) => new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(page)?.[1] ?? '';

test('the lock is what the command writes for the matrix', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'matrix-lock-docs-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { plan } = await planText(block('yaml'), folder);
  const lock = parseLock(block('json'), 'matrix.lock.json');
  expect([...lock.keys()]).toEqual(imageReferences(plan));
  expect(block('json')).toBe(formatLock(lock));
  const told = [...lock].map(([reference, digest]) => `+ ${reference} ${digest}\n`).join('');
  expect(page).toContain(`$ matrix lock\n${told}matrix.lock.json has ${lock.size} images\n`);
});
