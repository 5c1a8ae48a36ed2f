import type { CellPlan, Plan } from '../model/plan.ts';
import { printable } from './printable.ts';
import { readyText } from './ready-text.ts';

/** A service as cells have it that agree on when it is ready. */
export type ServiceKind = {
  readonly name: string;
  /** `postgres:15`, or `postgres:{13,15}` where the cells differ in that. */
  readonly images: string;
  readonly ready: string;
  /** How many cells have it. */
  readonly cells: number;
};

/** The services of a plan, each told once however many cells have it, in the order in which cells first name it. */
export function servicesOf(plan: Plan): readonly ServiceKind[] {
  // The cells of a plan just made share what they have in common, and there can be very many of them.
  const shared = new Map<CellPlan['services'], number>();
  for (const { services } of plan.cells) shared.set(services, (shared.get(services) ?? 0) + 1);
  const uses = [...shared].flatMap(([services, cells]) =>
    Object.entries(services).map(([name, { image, ready }]) => ({ name, image, ready: readyText(ready), cells })),
  );
  const kinds = Map.groupBy(uses, ({ name, ready }) => JSON.stringify([name, ready]));
  const order = [...new Set(uses.map(({ name }) => printable(name)))];
  return [...kinds.values()]
    .flatMap((same) => {
      const [first] = same;
      if (!first) return [];
      const images = bracesOf([...new Set(same.map(({ image }) => printable(image)))]);
      return [
        {
          name: printable(first.name),
          images,
          ready: first.ready,
          cells: same.reduce((sum, { cells }) => sum + cells, 0),
        },
      ];
    })
    .sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
}

/** Images that differ in their tag only, in one word. */
function bracesOf(images: readonly string[]): string {
  const split = images.map((image) => /^(.+):([^/@:]+)$/.exec(image));
  const names = new Set(split.map((parts) => parts?.[1]));
  const [name] = names;
  if (images.length < 2 || names.size > 1 || name === undefined) return images.join(', ');
  return `${name}:{${split.map((parts) => parts?.[2]).join(',')}}`;
}
