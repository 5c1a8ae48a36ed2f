import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FoundImage, type ImageUse, judgedImages, spentUses } from '../../src/upkeep/image-uses.ts';

function use(run: string, images: readonly string[], facts: Partial<ImageUse> = {}): ImageUse {
  const common = { engine: 'e', project: '/p', name: 'm', at: Number(run), isRun: true, isLive: false };
  return { run, images, ...common, ...facts };
}

function found(key: string, facts: Partial<FoundImage> = {}): FoundImage {
  return { key, variant: 'v', createdAt: 0, layers: [], isInUse: false, ...facts };
}

describe('what is known of images', () => {
  const judged = (uses: readonly ImageUse[], images: readonly FoundImage[] = [found('a'), found('b')]) =>
    judgedImages(images, uses).map(({ name, lastUsedAt, isInUse, isOfLastRun }) => ({
      name,
      lastUsedAt,
      isInUse,
      isOfLastRun,
    }));

  test('one that nobody has noted is not judged', () => {
    expect(judged([use('1', ['a'])]).map(({ name }) => name)).toEqual(['a']);
  });

  test('the newest use counts, and the newest run of each matrix of each project is a last one', () => {
    expect(judged([use('1', ['a', 'b']), use('2', ['b'])])).toEqual([
      { name: 'a', lastUsedAt: 1, isInUse: false, isOfLastRun: false },
      { name: 'b', lastUsedAt: 2, isInUse: false, isOfLastRun: true },
    ]);
    expect(judged([use('1', ['a']), use('2', ['b'], { name: 'n' })]).map((one) => one.isOfLastRun)).toEqual([
      true,
      true,
    ]);
    expect(judged([use('1', ['a']), use('2', ['b'], { project: '/q' })]).map((one) => one.isOfLastRun)).toEqual([
      true,
      true,
    ]);
  });

  test('a shell is a use, and no run', () => {
    expect(judged([use('1', ['a']), use('2', ['b'], { isRun: false })])).toEqual([
      { name: 'a', lastUsedAt: 1, isInUse: false, isOfLastRun: true },
      { name: 'b', lastUsedAt: 2, isInUse: false, isOfLastRun: false },
    ]);
  });

  test('in use is what a container stands on, and what something wants that goes on', () => {
    const images = [found('a', { isInUse: true }), found('b'), found('c')];
    const uses = [use('1', ['b'], { isLive: true }), use('2', ['a', 'b', 'c'])];
    expect(judged(uses, images).map(({ isInUse }) => isInUse)).toEqual([true, true, false]);
  });
});

describe('notes that have had their day', () => {
  const spent = (present: readonly string[], uses: readonly ImageUse[]) =>
    spentUses(new Set(present), uses).map(({ run }) => run);

  test.each<[string, readonly string[], readonly ImageUse[], readonly string[]]>([
    ['all of it was used later', ['a'], [use('1', ['a']), use('2', ['a'])], ['1']],
    ['some of it was not', ['a', 'b'], [use('1', ['a', 'b']), use('2', ['a'])], []],
    ['its images are gone', [], [use('1', ['a'])], ['1']],
    ['its images are gone, and it goes on', [], [use('1', ['a'], { isLive: true })], []],
    ['a shell came after the last run', ['a'], [use('1', ['a']), use('2', ['a'], { isRun: false })], []],
  ])('%s', (_, present, uses, expected) => {
    expect(spent(present, uses)).toEqual(expected);
  });

  test('without them nothing else is known of any image', () => {
    const anyUse = fc
      .tuple(
        fc.nat({ max: 9 }),
        fc.subarray(['a', 'b', 'c', 'd']),
        fc.record({ name: fc.constantFrom('m', 'n'), isRun: fc.boolean(), isLive: fc.boolean() }),
      )
      .map(([at, images, facts]) => ({ at, images, facts }));
    const notes = fc
      .array(anyUse, { maxLength: 12 })
      .map((all) => all.map(({ at, images, facts }, index) => use(`${100 + index}`, images, { ...facts, at })));
    fc.assert(
      fc.property(notes, fc.subarray(['a', 'b', 'c', 'd']), (uses, present) => {
        const images = present.map((key) => found(key));
        const gone = new Set(spentUses(new Set(present), uses));
        const left = uses.filter((one) => !gone.has(one));
        expect(judgedImages(images, left)).toEqual(judgedImages(images, uses));
        expect(spentUses(new Set(present), left)).toEqual([]);
      }),
    );
  });
});
