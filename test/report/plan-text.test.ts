import { expect, test } from 'vitest';
import { planText } from '../../src/report/plan-text.ts';
import { samplePlan } from './samples/plans.ts';
import { fakeScreen } from './screen.ts';

test('two axes', () => {
  const plan = samplePlan(
    { node: ['13', '15', '20'], postgres: ['13', '15', '17'] },
    { skip: (id) => id === 'node=13,postgres=17', allow: (id) => id.startsWith('node=20') },
  );
  expect(planText(plan, fakeScreen())).toMatchInlineSnapshot(`
    "todo-api  8 cells, 3 images to build, 3 to pull, 1 skipped

    ┌─────────────────┬────────────┬────────────┬────────────┐
    │ node \\ postgres │ 13         │ 15         │ 17         │
    ├─────────────────┼────────────┼────────────┼────────────┤
    │ 13              │ ● runs     │ ● runs     │ –          │
    │ 15              │ ● runs     │ ● runs     │ ● runs     │
    │ 20              │ ○ may fail │ ○ may fail │ ○ may fail │
    └─────────────────┴────────────┴────────────┴────────────┘

    Images
      node 13      2 cells  built, target test, NODE_VERSION=13
      node 15      3 cells  built, target test, NODE_VERSION=15
      node 20      3 cells  built, target test, NODE_VERSION=20
      postgres:13  3 cells  pulled
      postgres:15  3 cells  pulled
      postgres:17  2 cells  pulled

    Services
      db  postgres:{13,15,17}
        8 cells, ready: log "ready to accept connections", within 1m

    Skipped
      excluded by the matrix file  1  node=13,postgres=17"
  `);
});

test('three axes, pairwise', () => {
  const axes = { node: ['13', '20'], postgres: ['13', '17'], locale: ['C', 'tr_TR.UTF-8'] };
  const plan = samplePlan(axes, { skip: (id) => id.includes('node=13') === id.includes('locale=C') });
  const pairwise = { ...plan, cover: { strength: 2, tuples: 12, covered: 10, product: 8 } };
  expect(planText(pairwise, fakeScreen())).toMatchInlineSnapshot(`
    "todo-api  4 cells, 2 images to build, 2 to pull, 4 skipped
    cover: 10 of 12 pairs of values, of 8 combinations

    ┌──────┬──────────┬─────────────┬─────────┬────────┐
    │ node │ postgres │ locale      │ image   │ cell   │
    ├──────┼──────────┼─────────────┼─────────┼────────┤
    │ 13   │ 13       │ tr_TR.UTF-8 │ node 13 │ ● runs │
    │ 13   │ 17       │ tr_TR.UTF-8 │ node 13 │ ● runs │
    │ 20   │ 13       │ C           │ node 20 │ ● runs │
    │ 20   │ 17       │ C           │ node 20 │ ● runs │
    └──────┴──────────┴─────────────┴─────────┴────────┘

    Images
      node 13      2 cells  built, target test, NODE_VERSION=13
      node 20      2 cells  built, target test, NODE_VERSION=20
      postgres:13  2 cells  pulled
      postgres:17  2 cells  pulled

    Services
      db  postgres:{13,17}
        4 cells, ready: log "ready to accept connections", within 1m

    Skipped
      excluded by the matrix file  4
        node=13,postgres=13,locale=C  node=13,postgres=17,locale=C  node=20,postgre…"
  `);
});

test('one axis without services', () => {
  expect(planText(samplePlan({ php: ['7.4', '8.4'] }), fakeScreen())).toMatchInlineSnapshot(`
    "todo-api  2 cells, 2 images to build

    ┌─────┬─────────┬────────┐
    │ php │ image   │ cell   │
    ├─────┼─────────┼────────┤
    │ 7.4 │ php 7.4 │ ● runs │
    │ 8.4 │ php 8.4 │ ● runs │
    └─────┴─────────┴────────┘

    Images
      php 7.4  1 cell  built, target test, NODE_VERSION=7.4
      php 8.4  1 cell  built, target test, NODE_VERSION=8.4"
  `);
});

test('what an include brought to a cell is shown, with two axes as with more', () => {
  const plan = samplePlan({ node: ['13', '15'], postgres: ['13'] });
  const cells = plan.cells.map((cell) =>
    cell.id === 'node=15,postgres=13' ? { ...cell, values: { ...cell.values, coverage: 'yes' } } : cell,
  );
  expect(planText({ ...plan, cells }, fakeScreen())).toContain(
    '\n\nIncluded\n  node=15,postgres=13    coverage=yes\n\n',
  );
});

test('of the name of an image that does not fit its end is told, where its tag is', () => {
  const plan = samplePlan({ node: ['20'], postgres: ['15', '17'] });
  const renamed = (key: string) => key.replace('postgres', 'registry.example.org/a/team/with/a/long/name/postgres-ssl');
  const images = plan.images.map((image) => ({ ...image, key: renamed(image.key) }));
  const cells = plan.cells.map((cell) => {
    const services = Object.entries(cell.services).map(([name, one]) => [name, { ...one, image: renamed(one.image) }]);
    return { ...cell, services: Object.fromEntries(services) };
  });
  const text = planText({ ...plan, images, cells }, fakeScreen());
  expect(text.slice(text.indexOf('Images'), text.indexOf('\n\nServices'))).toMatchInlineSnapshot(`
    "Images
      todo-api:5c1e-20                          2 cells
        built, target test, NODE_VERSION=20
      …a/team/with/a/long/name/postgres-ssl:15  1 cell   pulled
      …a/team/with/a/long/name/postgres-ssl:17  1 cell   pulled"
  `);
});
