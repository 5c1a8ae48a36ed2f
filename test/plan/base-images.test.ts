import fc from 'fast-check';
import { expect, test } from 'vitest';
import { baseImages, pinBases, planBases } from '../../src/plan/base-images.ts';

const references = (dockerfile: string, args: Record<string, string> = {}) =>
  baseImages(dockerfile, args).map(({ reference }) => reference);

test.each<[what: string, dockerfile: string, args: Record<string, string>, found: readonly string[]]>([
  ['one', 'FROM node:20\n', {}, ['node:20']],
  ['small letters, a platform, a name', 'from --platform=$BUILDPLATFORM node:20 as build\n', {}, ['node:20']],
  ['an argument with a default', 'ARG V=18\nFROM node:${V}-slim\n', {}, ['node:18-slim']],
  ['an argument that is given', 'ARG V=18\nFROM node:$V-slim\n', { V: '20' }, ['node:20-slim']],
  ['one of another', 'ARG A=a B="b$A"\nFROM x:$B\n', {}, ['x:ba']],
  ['what is set and what is not', 'ARG A\nARG B=1\nFROM x:${A:-d}${B:+e}\n', {}, ['x:de']],
  ['one that has no value', 'FROM x-$TARGETARCH\nFROM y\n', {}, ['y']],
  ['an argument of a stage is another', 'FROM a\nARG V=1\nFROM b:$V\n', {}, ['a']],
  [
    'stages and scratch',
    'FROM a AS One\nFROM one\nFROM scratch\nCOPY --from=ONE /x /\nCOPY --from=0 /x /\n',
    {},
    ['a'],
  ],
  [
    'what is copied or mounted from',
    'FROM a\nCOPY --chown=1 --from=composer:2 /c /c\nRUN --mount=type=bind,from=tools:1,target=/t t\n',
    {},
    ['a', 'composer:2', 'tools:1'],
  ],
  ['lines that go on', 'FROM \\\n  # why\n\n  a:1 \\\n AS x\nFROM x\n', {}, ['a:1']],
  ['another sign for that', '# escape=`\nFROM `\n  a:1\n', {}, ['a:1']],
  ['here-documents', 'FROM a\nRUN <<EOF cat <<"B"\nFROM b\nEOF\nFROM c\nB\nFROM d\n', {}, ['a', 'd']],
  ['comments', '# FROM x\n  # FROM y\nFROM a\n', {}, ['a']],
  ['nothing', '', {}, []],
])('%s', (_, dockerfile, args, found) => {
  expect(references(dockerfile, args)).toEqual(found);
});

test('what is locked is named by its digest, and all else stays as it was', () => {
  const dockerfile =
    'ARG V=13\nFROM node:${V}-slim AS a # not a comment\nFROM a\nCOPY --from=c:2 / /\nFROM d@sha256:1\n';
  const lock = new Map([
    ['node:13-slim', 'sha256:aa'],
    ['c:2', 'sha256:cc'],
    ['a', 'sha256:no'],
  ]);
  expect(pinBases(dockerfile, {}, lock)).toBe(
    'ARG V=13\nFROM node@sha256:aa AS a # not a comment\nFROM a\nCOPY --from=c@sha256:cc / /\nFROM d@sha256:1\n',
  );
});

test('a plan names each once, with what is locked, and as they stand those that only the builder can tell', () => {
  const dockerfile = `FROM a AS one
FROM a@sha256:1
FROM b-$TARGETARCH
FROM one
COPY --from=c:2 / /
COPY --from=one / /
`;
  const lock = new Map([
    ['c:2', 'sha256:cc'],
    ['a@sha256:1', 'sha256:no'],
  ]);
  expect(planBases(dockerfile, {}, lock)).toEqual([
    { reference: 'a' },
    { reference: 'a@sha256:1' },
    { reference: 'c:2', locked: 'sha256:cc' },
    { reference: 'b-$TARGETARCH' },
  ]);
});

test('a registry with a port keeps it', () => {
  expect(pinBases('FROM localhost:5000/a/b\n', {}, new Map([['localhost:5000/a/b', 'sha256:1']]))).toBe(
    'FROM localhost:5000/a/b@sha256:1\n',
  );
});

test('whatever the text is, every reference is where it is said to be', () => {
  const piece = fc.constantFrom(
    'FROM ',
    'a:1',
    ' AS b',
    '\n',
    '\\\n',
    '# c\n',
    'ARG V=2',
    '$V',
    '${V',
    'RUN <<E',
    'E',
    ' ',
  );
  fc.assert(
    fc.property(
      fc.array(piece).map((pieces) => pieces.join('')),
      (dockerfile) => {
        const found = baseImages(dockerfile, {});
        for (const { at, length } of found) expect(dockerfile.slice(at, at + length)).toMatch(/^\S+$/);
        expect(pinBases(dockerfile, {}, new Map())).toBe(dockerfile);
      },
    ),
  );
});
