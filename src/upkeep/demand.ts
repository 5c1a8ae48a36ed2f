import type { CellPlan, Plan } from '../model/plan.ts';
import type { Demand, Limit } from './facts.ts';

/** What a plan asks for by its limits when so many cells run at once. */
export function demandOf({ cells }: Pick<Plan, 'cells'>, jobs: number): Demand {
  const perCell = cells.map((cell) => limitsOf(cell).reduce((sum, { memoryBytes }) => sum + (memoryBytes ?? 0), 0));
  const atOnce = perCell.toSorted((a, b) => b - a).slice(0, jobs);
  return {
    cells: cells.length,
    jobs: Math.min(jobs, cells.length),
    memoryBytes: atOnce.reduce((sum, bytes) => sum + bytes, 0),
    largestMemory: largest(cells, 'memoryBytes'),
    largestCpus: largest(cells, 'cpus'),
  };
}

function limitsOf({ id, test, services }: CellPlan) {
  return [
    { of: `the suite of ${id}`, ...test.limits },
    ...Object.entries(services).map(([name, { limits }]) => ({ of: `the service ${name} of ${id}`, ...limits })),
  ];
}

function largest(cells: readonly CellPlan[], which: 'memoryBytes' | 'cpus'): Limit | undefined {
  let found: Limit | undefined;
  for (const { of, [which]: value } of cells.flatMap(limitsOf))
    if (value !== undefined && value > (found?.value ?? 0)) found = { of, value };
  return found;
}
