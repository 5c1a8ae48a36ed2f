// A cell to export, and the plan that has it alone.

import type { CellPlan, Plan, Probe, ServicePlan, TestPlan } from '../../src/model/plan.ts';

export function exportedService(service: Partial<ServicePlan> = {}, ...anyOf: readonly Probe[]): ServicePlan {
  return {
    image: 'postgres:15',
    env: {},
    files: [],
    tmpfs: [],
    limits: {},
    ready: { anyOf: anyOf.length > 0 ? anyOf : [{ kind: 'image-default' }], timeoutMs: 60_000 },
    ...service,
  };
}

export function exportedCell(
  test: Partial<TestPlan> = {},
  services: Readonly<Record<string, ServicePlan>> = {},
): CellPlan {
  return {
    id: 'node=20,postgres=15',
    index: 4,
    values: { node: '20', postgres: '15' },
    allowFailure: false,
    image: 'shop:0123456789abcdef',
    services,
    test: {
      command: ['sh', '-c', 'npm test'],
      env: {},
      secrets: [],
      timeoutMs: 90_500,
      retries: 0,
      results: [],
      artifacts: [],
      limits: {},
      internet: true,
      ...test,
    },
  };
}

export function exportedPlan(cell: CellPlan): Plan {
  return {
    schemaVersion: 1,
    name: 'shop',
    images: [
      {
        kind: 'build',
        key: cell.image,
        context: '/projects/shop',
        ignore: [],
        dockerfile: 'FROM node:20-slim\nCOPY . .\n',
        target: 'test',
        args: { PRICE: '5$' },
      },
      { kind: 'pull', key: 'postgres:15', pinned: { id: 'sha256:a', digest: 'postgres@sha256:b' } },
    ],
    cells: [cell],
    skipped: [],
    cover: { strength: 'all', tuples: 1, covered: 1, product: 1 },
    run: { jobs: 'auto', failFast: false },
  };
}
