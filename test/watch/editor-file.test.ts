import { expect, test } from 'vitest';
import { isOfEditor } from '../../src/watch/editor-file.ts';

test.each([
  ['src/.index.js.swp', true],
  ['.swo', false],
  ['src/.x.swo', true],
  ['4913', true],
  ['src/index.js~', true],
  ['.#index.js', true],
  ['#index.js#', true],
  ['.index.js.kate-swp', true],
  ['index.js___jb_tmp___', true],
  ['.goutputstream-X3K2A1', true],
  ['src/sedAb3xYz', true],
  ['src/index.js', false],
  ['seduce', false],
  ['sed.test.js', false],
  ['swap.swp.js', false],
  ['src~/index.js', false],
  ['.env', false],
])("%s is an editor's: %s", (path, is) => {
  expect(isOfEditor(path)).toBe(is);
});
