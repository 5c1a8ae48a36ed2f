// A plan as the plan room would make it, small enough to be read.

import type { CellPlan, ImagePlan, Plan } from '../../../src/model/plan.ts';

/** `axes` crossed; `but` changes cells. The first axis selects a built image, `postgres` a pulled one. */
export function samplePlan(
  axes: Readonly<Record<string, readonly string[]>>,
  but: {
    readonly skip?: (id: string) => boolean;
    readonly allow?: (id: string) => boolean;
    readonly name?: string;
  } = {},
): Plan {
  const all = product(Object.entries(axes)).map((values) => ({
    id: Object.entries(values)
      .map(([key, value]) => `${key}=${value}`)
      .join(','),
    values,
  }));
  const kept = all.filter(({ id }) => !but.skip?.(id));
  const cells = kept.map(({ id, values }, index) => sampleCell(id, index, values, but.allow?.(id) ?? false));
  const images = [...new Set(cells.map(({ image }) => image))].map((key): ImagePlan => {
    const [node = ''] = key.split('-').slice(-1);
    const args = { NODE_VERSION: node };
    return {
      kind: 'build',
      key,
      context: '/home/me/todo-api',
      ignore: [],
      dockerfile: 'FROM node',
      target: 'test',
      args,
    };
  });
  const pulled = [...new Set(cells.flatMap(({ services }) => Object.values(services).map(({ image }) => image)))];
  return {
    schemaVersion: 1,
    name: but.name ?? 'todo-api',
    images: [...images, ...pulled.map((key): ImagePlan => ({ kind: 'pull', key }))],
    cells,
    skipped: all
      .filter(({ id }) => but.skip?.(id))
      .map(({ id, values }) => ({ id, values, reason: 'excluded by the matrix file' })),
    cover: { strength: 'all', tuples: cells.length, covered: cells.length, product: all.length },
    run: { jobs: 'auto', failFast: false },
  };
}

function sampleCell(id: string, index: number, values: Record<string, string>, allowFailure: boolean): CellPlan {
  const [first = ''] = Object.values(values);
  const { postgres } = values;
  return {
    id,
    index,
    values,
    allowFailure,
    image: `todo-api:5c1e-${first}`,
    services:
      postgres === undefined
        ? {}
        : {
            db: {
              image: `postgres:${postgres}`,
              env: {},
              files: [],
              tmpfs: [],
              limits: {},
              ready: { anyOf: [{ kind: 'log', patterns: ['ready to accept connections'] }], timeoutMs: 60_000 },
            },
          },
    test: {
      command: ['sh', '-c', 'npm test'],
      env: {},
      secrets: [],
      timeoutMs: 600_000,
      retries: 0,
      results: [],
      artifacts: [],
      limits: {},
      internet: true,
    },
  };
}

function product(axes: readonly (readonly [string, readonly string[]])[]): readonly Record<string, string>[] {
  const [first, ...rest] = axes;
  if (!first) return [{}];
  const [name, values] = first;
  return values.flatMap((value) => product(rest).map((others) => ({ [name]: value, ...others })));
}
