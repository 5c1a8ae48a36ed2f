import { describe, expect, test } from 'vitest';
import { filtered, parseTagShape, versionsIn } from '../../src/bisect/tag-shape.ts';

const nodeTags = [
  'lts',
  '9-slim',
  '20-slim',
  '20',
  '13.14.0-slim',
  '13-slim',
  '20.1-slim',
  '20.10.3-slim',
  '20.9.0-slim',
];

test.each([
  { shape: 'node:*-slim', tags: nodeTags, versions: ['9', '13', '20'] },
  { shape: 'node:*', tags: nodeTags, versions: ['20'] },
  { shape: 'node:20.*.*-slim', tags: nodeTags, versions: ['20.9.0', '20.10.3'] },
  { shape: 'node:*.*.*-slim', tags: nodeTags, versions: ['13.14.0', '20.9.0', '20.10.3'] },
  { shape: 'php:8.*-cli', tags: ['8.3-cli', '8.10-cli', '8.3-fpm', '7.4-cli', '8-cli'], versions: ['8.3', '8.10'] },
  { shape: 'ghcr.io/a/b:v*', tags: ['v2', 'v10', '3', 'v2'], versions: ['2', '10'] },
  { shape: 'localhost:5000/a:alpine3.*', tags: ['alpine3.18', 'alpine3.9', 'alpine3x9'], versions: ['3.9', '3.18'] },
])('$shape finds $versions', ({ shape, tags, versions }) => {
  expect(versionsIn(tags, parseTagShape(shape))).toEqual(versions);
});

test.each(['node', 'node:20', '*-slim', 'no*e:20', 'node:*-s*im', 'node:'])('%s is none', (text) => {
  expect(() => parseTagShape(text)).toThrow(`--tags ${text} is no image with a * in its tag`);
});

describe('filter', () => {
  test.each([
    { bounds: '>=15 <20', kept: ['15', '18.2'] },
    { bounds: '> 13', kept: ['15', '18.2', '20'] },
    { bounds: '=20', kept: ['20'] },
  ])('$bounds', ({ bounds, kept }) => {
    expect(filtered(['13', '15', '18.2', '20'], bounds)).toEqual(kept);
  });

  test.each(['15', '', '>=x', '>=15,<20'])("'%s' is none", (bounds) => {
    expect(() => filtered([], bounds)).toThrow(`--filter '${bounds}' is no comparison of versions`);
  });
});
