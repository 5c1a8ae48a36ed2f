import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { packContext } from '../../src/docker/context-tar.ts';
import type { BuiltImagePlan } from '../../src/model/plan.ts';
import { digestContext } from '../../src/plan/source-tree.ts';

function context(): BuiltImagePlan {
  const folder = mkdtempSync(join(tmpdir(), 'matrix-context-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'src/a.js'), 'one');
  writeFileSync(join(folder, 'src/large'), Buffer.alloc(3 * 1024 * 1024, 'x'));
  writeFileSync(join(folder, 'empty'), '');
  writeFileSync(join(folder, 'left-out.log'), '');
  symlinkSync('src/a.js', join(folder, 'link'));
  return { kind: 'build', key: 'a:b', context: folder, ignore: ['*.log'], dockerfile: 'FROM scratch', args: {} };
}

test('the digest of what was sent is that of what is there', async () => {
  const image = context();
  const { tar, sent } = packContext(image);
  let bytes = 0;
  for await (const chunk of tar) bytes += (chunk as Buffer).length;
  expect(bytes).toBeGreaterThan(3 * 1024 * 1024);
  expect(await sent).toBe(await digestContext(image.context, image.ignore));
});

test('a file that changes while the context is sent is part of it as it was read', async () => {
  const image = context();
  const before = await digestContext(image.context, image.ignore);
  const { tar, sent } = packContext(image);
  // The large file waits for somebody to read the first ones.
  writeFileSync(join(image.context, 'src/large'), Buffer.alloc(3 * 1024 * 1024, 'y'));
  for await (const _ of tar);
  expect(await sent).not.toBe(before);
});
