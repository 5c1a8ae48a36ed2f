import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { dropUse, ledgerFolder, noteUse, readUses, useOf } from '../../src/cli/image-ledger.ts';
import { currentOwner } from '../../src/cli/owner.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'matrix-ledger-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

const plan = {
  name: 'app',
  images: [
    { kind: 'build', key: 'app:1', context: '/p', ignore: [], dockerfile: '', args: {} },
    { kind: 'pull', key: 'postgres:15' },
  ],
} as const;

test('a use is noted, noted anew when it is over, and dropped', async () => {
  const ledger = join(folder(), 'deep', 'ledger');
  const project = folder();
  const use = useOf(plan, { run: '20260101-000000-aaaa', engine: 'unix:///s', project, at: 5, isRun: true });
  expect(use).toMatchObject({ name: 'app', images: ['app:1'] });
  expect(await readUses(ledger, 9)).toEqual([]);
  expect(await noteUse(ledger, { ...use, owner: currentOwner(use.run) })).toBe(true);
  expect(await readUses(ledger, 9)).toEqual([{ ...use, isLive: true }]);
  await noteUse(ledger, use);
  expect(await readUses(ledger, 9)).toEqual([{ ...use, isLive: false }]);
  expect(readdirSync(ledger)).toEqual(['20260101-000000-aaaa.json']);
  await dropUse(ledger, use);
  await dropUse(ledger, use);
  expect(await readUses(ledger, 9)).toEqual([]);
});

test('whose process is dead is over; one of another machine is, after a day', async () => {
  const ledger = folder();
  const use = useOf(plan, { run: 'r', engine: 'e', project: ledger, at: 0, isRun: true });
  const isLive = async (owner: ReturnType<typeof currentOwner>, now: number) => {
    await noteUse(ledger, { ...use, owner });
    return (await readUses(ledger, now)).map((one) => one.isLive);
  };
  const own = currentOwner('r');
  const hour = 3_600_000;
  expect(await isLive(own, 100 * hour)).toEqual([true]);
  expect(await isLive({ ...own, processStart: 'before' }, 1)).toEqual([false]);
  expect(await isLive({ ...own, host: 'another' }, 23 * hour)).toEqual([true]);
  expect(await isLive({ ...own, host: 'another' }, 25 * hour)).toEqual([false]);
});

test('a project whose folder is gone has no last run', async () => {
  const ledger = folder();
  await noteUse(ledger, useOf(plan, { run: 'r', engine: 'e', project: '/gone/for/good', at: 0, isRun: true }));
  expect((await readUses(ledger, 1)).map(({ isRun }) => isRun)).toEqual([false]);
});

test('what cannot be understood is not there, and what cannot be written is told', async () => {
  const ledger = folder();
  for (const [index, text] of ['', '{', '[]', 'null', '{"schemaVersion":2}', '{"schemaVersion":1,"run":"r"}'].entries())
    writeFileSync(join(ledger, `${index}.json`), text);
  expect(await readUses(ledger, 0)).toEqual([]);
  const use = useOf(plan, { run: 'r', engine: 'e', project: ledger, at: 0, isRun: true });
  expect(await noteUse(join(ledger, '0.json'), use)).toBe(false);
});

test('where notes are kept', () => {
  expect(ledgerFolder({ XDG_CACHE_HOME: '/c' })).toBe('/c/matrix-run/image-uses');
  expect(ledgerFolder({ XDG_CACHE_HOME: '' })).toMatch(/\/\.cache\/matrix-run\/image-uses$/);
});
