import type { ImageSummary, Summary } from '../model/summary.ts';
import { bar } from './bar.ts';
import { formatBytes } from './bytes.ts';
import { formatElapsed } from './duration.ts';
import { glyphs, spinner } from './glyphs.ts';
import { imageLabels } from './image-label.ts';
import { palette } from './palette.ts';
import { printable } from './printable.ts';
import type { Style } from './screen.ts';
import { padEnd, padStart, truncate, width } from './width.ts';

const barColumns = 16;
const mostProgress = 44;

/** The images that are being built or pulled, a line each, at most `most` lines. */
export function liveImages(summary: Summary, now: number, style: Style, most: number): readonly string[] {
  const working = summary.images.filter(({ state }) => state === 'working');
  if (working.length === 0 || most < 1) return [];
  const shown = working.length > most ? working.slice(0, most - 1) : working;
  const labels = imageLabels(summary.plan);
  const nameOf = ({ image }: ImageSummary) => labels.get(image.key) ?? image.key;
  const column = Math.min(Math.floor(style.columns / 3), Math.max(...shown.map((image) => width(nameOf(image)))));
  const lines = shown.map((image) => imageLine(image, nameOf(image), column, now, style));
  const more = working.length - shown.length;
  return more > 0 ? [...lines, palette(style.colour).dim(`  and ${more} more images`)] : lines;
}

function imageLine(image: ImageSummary, name: string, column: number, now: number, style: Style): string {
  const paint = palette(style.colour);
  const { ellipsis } = glyphs(style.unicode);
  const verb = image.image.kind === 'build' ? 'building' : 'pulling ';
  const elapsed = formatElapsed(now - (image.startedAt ?? now));
  const lead = `${spinner(now, style.unicode)} ${verb} ${padEnd(truncate(name, column, ellipsis), column)}  `;
  const time = `  ${padStart(elapsed, 6)}`;
  const room = Math.min(mostProgress, style.columns - 1 - width(lead) - width(time));
  if (room < 8) return truncate(`${lead.trimEnd()}${time}`, style.columns - 1, ellipsis);
  const cyanLead = `${paint.cyan(lead.slice(0, 1))}${lead.slice(1)}`;
  return `${cyanLead}${progressText(image, room, style)}${paint.dim(time)}`;
}

/** How far it is, in exactly `room` columns. */
function progressText({ progress }: ImageSummary, room: number, style: Style): string {
  const { ellipsis } = glyphs(style.unicode);
  const fill = (text: string) => padEnd(truncate(text, room, ellipsis), room);
  if (!progress) return fill('');
  const { done, total, unit } = progress;
  const text = printable(progress.text).replaceAll('\t', ' ');
  if (unit === 'steps') return fill(total > 0 ? `[${done}/${total}] ${text}` : text);
  if (total <= 0) return fill(done > 0 ? formatBytes(done) : text);
  const amount = `${formatBytes(done)} of ${formatBytes(total)}`;
  if (room < barColumns + 2 + width(amount)) return fill(amount);
  return `${bar(done / total, barColumns, style)}  ${padEnd(amount, room - barColumns - 2)}`;
}
