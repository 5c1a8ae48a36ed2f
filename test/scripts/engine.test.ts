import { describe, expect, test } from 'vitest';
import { isHub } from '../../scripts/engine/hub.ts';
import { isRunning, parseStart, processStart } from '../../scripts/engine/state.ts';
import { recipeOf, usualImages } from '../../scripts/standins/recipes.ts';

describe('a process of ours', () => {
  const stat = (state: string) => `42 (a) b (c) ${state} 1 42 42 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 98765 0 0`;

  test('is known by when it started, whatever its name', () => {
    expect(parseStart(stat('S'), 'boot')).toBe('boot/98765');
  });

  test.each(['Z', 'X'])('is gone in state %s', (state) => {
    expect(parseStart(stat(state), 'boot')).toBeUndefined();
  });

  test('runs only under the start that was recorded', () => {
    const start = processStart(process.pid) ?? '';
    expect(isRunning({ pid: process.pid, start })).toBe(true);
    expect(isRunning({ pid: process.pid, start: 'another boot/1' })).toBe(false);
    expect(isRunning(undefined)).toBe(false);
  });
});

test.each([
  [200, true],
  [401, true],
  [403, false],
  [407, false],
  [503, false],
])('an answer of %i is of Docker Hub: %s', (status, expected) => {
  expect(isHub(status)).toBe(expected);
});

describe('a stand-in', () => {
  test.each([
    ['node:13-slim', { kind: 'node', node: '13.14.0', npm: '6.14.18' }],
    ['node:20-bookworm-slim', { kind: 'node', node: '20.20.2', npm: '10.8.2' }],
    ['postgres:17', { kind: 'postgres', major: '17', suite: 'trixie' }],
    ['busybox:1.36', { kind: 'busybox' }],
    ['node:13', undefined],
    ['node:19-slim', undefined],
    ['postgres:17-alpine', undefined],
    ['mysql:8', undefined],
  ])('of %s', (image, recipe) => {
    expect(recipeOf(image)).toEqual(recipe);
  });

  test('is there for all that is needed by itself', () => {
    expect(usualImages.map((image) => recipeOf(image) !== undefined)).toEqual(usualImages.map(() => true));
  });
});
