import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ImageBounds,
  imagesToRemove,
  type KeptImage,
  roomOf,
  usualBounds,
} from '../../src/upkeep/images-to-remove.ts';

const day = 24 * 3_600_000;
const now = 1_000 * day;
const gib = 1024 ** 3;

function image(name: string, facts: Partial<KeptImage> = {}): KeptImage {
  return {
    name,
    variant: undefined,
    createdAt: now - day,
    lastUsedAt: now - day,
    isInUse: false,
    isOfLastRun: false,
    layers: [{ id: name, bytes: gib }],
    ...facts,
  };
}

const removed = (images: readonly KeptImage[], bounds: Partial<ImageBounds> = {}) =>
  imagesToRemove(images, { ...usualBounds, ...bounds }, now).map(({ name, reason }) => `${name}: ${reason}`);

describe('one rule at a time', () => {
  test('generations: of a variant the two that were used last stay', () => {
    const generation = (name: string, variant: string, usedDaysAgo: number) =>
      image(name, { variant, createdAt: now - 9 * day, lastUsedAt: now - usedDaysAgo * day });
    expect(
      removed([generation('a1', 'a', 3), generation('a2', 'a', 1), generation('a3', 'a', 2), generation('b1', 'b', 4)]),
    ).toEqual(['a1: generation']);
  });

  test('an image of no known variant is a generation of nothing', () => {
    expect(removed([image('a'), image('b'), image('c')])).toEqual([]);
  });

  test('age: what nobody used for two weeks goes, whoever had it last', () => {
    expect(
      removed([
        image('old', { createdAt: now - 15 * day, lastUsedAt: now - 15 * day, isOfLastRun: true }),
        image('old but used', { createdAt: now - 15 * day, lastUsedAt: now - 13 * day }),
        image('built, and never heard of', { createdAt: now - 13 * day, lastUsedAt: 0 }),
      ]),
    ).toEqual(['old: age']);
  });

  test('size: what was used longest ago goes until the rest fits, and a shared layer counts once', () => {
    const base = { id: 'base', bytes: 8 * gib };
    const on = (name: string, hoursAgo: number) =>
      image(name, { lastUsedAt: now - hoursAgo * 3_600_000, layers: [base, { id: name, bytes: gib }] });
    expect(removed([on('a', 3), on('b', 1), on('c', 2)])).toEqual(['a: size']);
    expect(removed([on('a', 3), on('b', 1)])).toEqual([]);
  });

  test.each([
    ['in use', { isInUse: true }],
    ['young', { createdAt: now - 1, lastUsedAt: 0 }],
  ])('what is %s stays', (_, facts) => {
    const others = [1, 2, 3].map((n) => image(`n${n}`, { variant: 'v', lastUsedAt: now - n }));
    const kept = image('kept', { variant: 'v', createdAt: now - 20 * day, lastUsedAt: now - 20 * day, ...facts });
    const names = removed([...others, kept], { bytes: 0 }).map((line) => line.split(':')[0]);
    expect(names).not.toContain('kept');
  });

  test('what a last run had stays, whatever the others take', () => {
    const last = image('last', {
      isOfLastRun: true,
      layers: [{ id: 'x', bytes: 20 * gib }],
      lastUsedAt: now - 2 * day,
    });
    expect(removed([last, image('other')])).toEqual(['other: size']);
  });
});

const anyImages = fc
  .array(
    fc.record({
      variant: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }),
      createdDaysAgo: fc.integer({ min: 0, max: 40 }),
      usedDaysAgo: fc.integer({ min: 0, max: 40 }),
      isInUse: fc.boolean(),
      isOfLastRun: fc.boolean(),
      layers: fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { maxLength: 4 }),
    }),
    { maxLength: 25 },
  )
  .map((all) =>
    all.map(({ createdDaysAgo, usedDaysAgo, layers, ...facts }, index) =>
      image(`i${index}`, {
        ...facts,
        createdAt: now - createdDaysAgo * day,
        lastUsedAt: now - usedDaysAgo * day,
        layers: layers.map((layer) => ({ id: `l${layer}`, bytes: (1 + (layer % 5)) * gib })),
      }),
    ),
  );

describe('of any images', () => {
  const left = (images: readonly KeptImage[]) => {
    const gone = new Set(imagesToRemove(images, usualBounds, now).map(({ name }) => name));
    return images.filter(({ name }) => !gone.has(name));
  };
  const mustStay = (one: KeptImage) =>
    one.isInUse ||
    now - one.createdAt < usualBounds.youngMs ||
    (one.isOfLastRun && now - Math.max(one.lastUsedAt, one.createdAt) <= usualBounds.unusedMs);

  test('what must stay stays, the rest is within the bounds, and a second look finds nothing more to do', () => {
    fc.assert(
      fc.property(anyImages, (images) => {
        const stays = left(images);
        expect(images.filter(mustStay).filter((one) => !stays.includes(one))).toEqual([]);
        const free = stays.filter((one) => !mustStay(one));
        for (const variant of ['a', 'b', 'c'])
          expect(free.filter((one) => one.variant === variant).length).toBeLessThanOrEqual(usualBounds.generations);
        if (free.length > 0) expect(roomOf(stays)).toBeLessThanOrEqual(usualBounds.bytes);
        expect(left(stays)).toEqual(stays);
      }),
    );
  });

  test('their order does not matter', () => {
    fc.assert(
      fc.property(anyImages, (images) => {
        const names = (all: readonly KeptImage[]) => new Set(left(all).map(({ name }) => name));
        expect(names(images.toReversed())).toEqual(names(images));
      }),
    );
  });
});

test('a month of daily runs, eight changes of the source a day, of nine images: what they take does not grow', () => {
  let images: readonly KeptImage[] = [];
  const taken: number[] = [];
  for (let time = now; time < now + 30 * day; time += 3 * 3_600_000) {
    const built = Array.from({ length: 9 }, (_, axis) =>
      image(`${axis}@${time}`, {
        variant: `${axis}`,
        createdAt: time,
        lastUsedAt: time,
        isOfLastRun: true,
        layers: [
          { id: `base ${axis}`, bytes: 0.3 * gib },
          { id: `${axis}@${time}`, bytes: 0.05 * gib },
        ],
      }),
    );
    images = [...images.map((one) => ({ ...one, isOfLastRun: false })), ...built];
    const gone = new Set(imagesToRemove(images, usualBounds, time).map(({ name }) => name));
    images = images.filter(({ name }) => !gone.has(name));
    taken.push(roomOf(images));
  }
  expect(taken.length).toBe(240);
  expect(images.length).toBe(18);
  expect(Math.max(...taken)).toBe(roomOf(images));
  expect(Math.round((roomOf(images) / gib) * 10)).toBe(Math.round(9 * (0.3 + 2 * 0.05) * 10));
});
