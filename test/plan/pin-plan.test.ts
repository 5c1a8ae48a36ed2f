import { expect, test } from 'vitest';
import { movePlan, pinPlan } from '../../src/plan/pin-plan.ts';
import { cellPlan, planOf } from '../run/harness.ts';

const plan = planOf([cellPlan('a', { services: ['db'] }), cellPlan('b', { image: 'app:2', services: ['db'] })]);
const [a, b] = plan.cells;
if (!a || !b) throw new Error('the plan has two cells');

test('one cell, with the images that it had', () => {
  const known: Record<string, string> = { 'app:2': 'sha256:1', 'app:1': 'sha256:2' };
  const pinned = pinPlan(plan, b, (key) => (known[key] === undefined ? undefined : { id: known[key] }));
  expect(pinned.cells).toEqual([b]);
  expect(pinned.images.map(({ key, pinned: as }) => [key, as])).toEqual([
    ['app:2', { id: 'sha256:1' }],
    ['postgres:15', undefined],
  ]);
  expect(pinned.cover).toEqual({ strength: 'all', tuples: 1, covered: 1, product: 1 });
});

test('a project in another folder: what was below the old one is below the new one, and nothing else', () => {
  const files = [
    { from: '/builds/app/db/schema.sql', to: '/s.sql' },
    { from: '/builds/apple/x', to: '/x' },
    { from: '/etc/hosts', to: '/h' },
  ];
  const db = a.services.db;
  if (!db) throw new Error('the cell has a database');
  const recorded = {
    ...plan,
    images: plan.images.map((image) => (image.kind === 'build' ? { ...image, context: '/builds/app' } : image)),
    cells: [{ ...a, services: { db: { ...db, files } } }],
  };
  const moved = movePlan(recorded, '/builds/app', '/home/me/project');
  expect(moved.cells[0]?.services.db?.files.map(({ from }) => from)).toEqual([
    '/home/me/project/db/schema.sql',
    '/builds/apple/x',
    '/etc/hosts',
  ]);
  expect(moved.images.map((image) => (image.kind === 'build' ? image.context : image.key))).toEqual([
    '/home/me/project',
    '/home/me/project',
    'postgres:15',
  ]);
});
