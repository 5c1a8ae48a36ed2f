// What a cell waited for before it took its slot: first its images, then a slot.

import type { CellSummary } from '../../model/cell-summary.ts';
import type { Summary } from '../../model/summary.ts';
import { imageLabels } from '../image-label.ts';
import { printable } from '../printable.ts';
import type { PageWait } from './page-data.ts';

/** A look that finds an image in place takes some milliseconds, and is no wait that anybody asks about. */
const shortestMs = 20;

/** The waits of a cell in milliseconds since the run started, in order; the image that came last is the one it waited for. */
export function waitsOf({ cell, phases }: CellSummary, summary: Summary): readonly PageWait[] {
  const { plan, images, startedAt, mergedFrom } = summary;
  const [first] = phases;
  // Of several machines, each had the image at a time of its own, and one of these is known.
  if (startedAt === undefined || !first || mergedFrom) return [];
  const needed = new Set([cell.image, ...Object.values(cell.services).map(({ image }) => image)]);
  const last = images
    .filter(({ image, endedAt }) => needed.has(image.key) && endedAt !== undefined)
    .toSorted((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0))
    .at(-1);
  const ready = Math.min((last?.endedAt ?? startedAt) - startedAt, first.start - startedAt);
  const label = last ? (imageLabels(plan).get(last.image.key) ?? printable(last.image.key)) : '';
  const waits: readonly PageWait[] = [
    { kind: 'image', for: `image ${label}`, start: 0, end: ready },
    { kind: 'slot', for: 'a slot', start: ready, end: first.start - startedAt },
  ];
  return waits.filter(({ start, end }) => end - start >= shortestMs);
}
