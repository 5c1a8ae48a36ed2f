import type { Plan } from '../model/plan.ts';
import { printable } from './printable.ts';
import { readyText } from './ready-text.ts';

/** A service as some of the cells have it. */
export type ServiceKind = {
  readonly name: string;
  readonly image: string;
  readonly ready: string;
  /** How many cells have it so. */
  readonly cells: number;
};

/** The services of a plan, each told once however many cells have it, in the order in which cells first name it. */
export function servicesOf(plan: Plan): readonly ServiceKind[] {
  const kinds = new Map<string, ServiceKind>();
  const order: string[] = [];
  for (const cell of plan.cells)
    for (const [name, service] of Object.entries(cell.services)) {
      if (!order.includes(name)) order.push(name);
      const told = { name: printable(name), image: printable(service.image), ready: readyText(service.ready) };
      const key = JSON.stringify(told);
      kinds.set(key, { ...told, cells: (kinds.get(key)?.cells ?? 0) + 1 });
    }
  return [...kinds.values()].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
}
