import { describe, expect, test } from 'vitest';
import { createLogProbe } from '../../src/docker/log-probe.ts';

async function satisfiedAfter(patterns: readonly string[], chunks: readonly string[]): Promise<number | undefined> {
  const probe = createLogProbe(patterns);
  let satisfied = false;
  void probe.satisfied.then(() => {
    satisfied = true;
  });
  for (const [index, chunk] of chunks.entries()) {
    probe.push(Buffer.from(chunk));
    await Promise.resolve();
    await Promise.resolve();
    if (satisfied) return index;
  }
  return undefined;
}

describe('a log is looked through', () => {
  test.each([
    { name: 'a pattern in one chunk', patterns: ['ready'], chunks: ['starting\n', 'now ready\n'], at: 1 },
    { name: 'a pattern over two chunks', patterns: ['ready to go'], chunks: ['rea', 'dy to go'], at: 1 },
    {
      name: 'patterns in order',
      patterns: ['listening', 'ready'],
      chunks: ['ready\n', 'listening\n', 'ready\n'],
      at: 2,
    },
    { name: 'patterns in one chunk', patterns: ['a', 'b'], chunks: ['a then b'], at: 0 },
    { name: 'one occurrence is not two', patterns: ['ready', 'ready'], chunks: ['ready\n', 'ready\n'], at: 1 },
    { name: 'a line that begins so', patterns: ['^up$'], chunks: ['not up\n', 'up\n'], at: 1 },
    { name: 'letters of several bytes', patterns: ['läuft'], chunks: ['l\u00e4uft'], at: 0 },
    { name: 'nothing that fits', patterns: ['ready'], chunks: ['read', 'red'], at: undefined },
  ])('$name', async ({ patterns, chunks, at }) => {
    expect(await satisfiedAfter(patterns, chunks)).toBe(at);
  });

  test('a match right after a very long line', async () => {
    expect(await satisfiedAfter(['ready'], ['x'.repeat(200_000), 'x'.repeat(200_000), 'rea', 'dy'])).toBe(3);
  });
});
