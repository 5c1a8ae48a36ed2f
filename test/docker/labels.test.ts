import { expect, test } from 'vitest';
import { labelsOf, ownerOf } from '../../src/docker/labels.ts';

const owner = { run: '20261124-104700-abcd', host: 'here', pid: 42, processStart: 'boot/123' };

test('an owner is read back from what was written', () => {
  expect(ownerOf(labelsOf(owner, 'node=13', 'service/db'))).toEqual(owner);
  const ofProject = { ...owner, project: '/home/me/todo-api' };
  expect(ownerOf(labelsOf(ofProject, 'node=13', 'service/db'))).toEqual(ofProject);
});

test.each([
  { name: 'none', labels: {} },
  { name: 'no labels at all', labels: undefined },
  { name: 'those of someone else', labels: { 'com.example.run': 'x' } },
  { name: 'a run without an owner', labels: { 'matrix-run.run': 'x' } },
  { name: 'an owner that is no JSON', labels: { 'matrix-run.run': 'x', 'matrix-run.owner': '{' } },
  {
    name: 'an owner without a pid',
    labels: { 'matrix-run.run': 'x', 'matrix-run.owner': '{"host":"here","processStart":"1"}' },
  },
])('$name: not ours', ({ labels }) => {
  expect(ownerOf(labels)).toBeUndefined();
});
