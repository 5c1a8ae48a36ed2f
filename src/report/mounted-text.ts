import type { Plan } from '../model/plan.ts';
import { printable } from './printable.ts';

/** What a run whose source was mounted did not test; undefined where the images had the source. */
export function mountedText({ source, cells }: Pick<Plan, 'source' | 'cells'>): string | undefined {
  if (source === undefined) return undefined;
  const steps = [...new Set(cells.flatMap(({ test }) => test.source?.notRepeated ?? []))];
  const lacking = steps.length === 0 ? '' : `; not done again with it: ${steps.map(printable).join('; ')}`;
  return `source mounted: put into the containers over what their images were built of${lacking}`;
}
