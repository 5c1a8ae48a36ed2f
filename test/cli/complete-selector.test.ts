import { expect, test } from 'vitest';
import { completeSelector } from '../../src/cli/complete-selector.ts';

const axes = [
  { name: 'node', values: ['13', '15', 'a b'] },
  { name: 'nodejs', values: ['x'] },
  { name: 'db', values: ['pg15'] },
];

test.each<[string, readonly string[]]>([
  ['', ['node=', 'nodejs=', 'db=']],
  ['node', ['node=', 'nodejs=', 'db=']],
  ['node=', ['node=13', 'node=15']],
  ['node=1', ['node=13', 'node=15']],
  ['node!=', ['node!=13', 'node!=15']],
  ['node>=1', ['node>=13', 'node>=15']],
  ['node=13|', ['node=13|15']],
  ['node=13,', ['node=13,nodejs=', 'node=13,db=']],
  ['node=13,db=p', ['node=13,db=pg15']],
  ['other=', []],
])('%s', (written, expected) => {
  expect(completeSelector(written, axes).map(({ word }) => word)).toEqual(expected);
});
