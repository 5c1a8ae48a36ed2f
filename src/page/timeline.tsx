import { useState } from 'preact/hooks';
import { formatDuration } from '../report/duration.ts';
import type { PageCell, PageData, Since } from '../report/html/page-data.ts';
import type { OpenCell } from './view.ts';

type Props = {
  readonly data: PageData;
  readonly cells: readonly number[];
  readonly onOpen: (open: OpenCell) => void;
};

type Span = { readonly kind: string; readonly text: string; readonly start: Since; readonly end: Since };

/** Of many cells the others come when they are asked for. */
const mostAtFirst = 100;

/** What each image and each cell did when, and what it waited for. */
export function Timeline({ data, cells, onOpen }: Props) {
  const [all, showAll] = useState(false);
  const shown = all ? cells : cells.slice(0, mostAtFirst);
  const length = Math.max(1, data.lengthMs, ...data.cells.map(({ phases }) => phases.at(-1)?.end ?? 0));
  const made = data.images.flatMap(({ label, work }) => (work ? [{ label, work }] : []));
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline">Timeline</h2>
      <ul class="legend" aria-label="Legend">
        {Object.entries(kinds).map(([kind, word]) => (
          <li key={kind}>
            <i class={`span ${kind}`} aria-hidden="true" /> {word}
          </li>
        ))}
      </ul>
      <div class="timeline">
        <div class="row scale" aria-hidden="true">
          <span />
          <div class="track">
            {[0, 0.25, 0.5, 0.75, 1].map((part) => (
              <span key={part} style={{ left: `${part * 100}%` }}>
                {formatDuration(part * length)}
              </span>
            ))}
          </div>
        </div>
        {made.map(({ label, work }) => (
          <div class="row" key={label}>
            <span class="name">{label}</span>
            <Track spans={[{ kind: 'image', text: `${label} made`, ...work }]} length={length} />
          </div>
        ))}
        {shown.map((cell) => {
          const one = data.cells[cell];
          return one ? (
            <button type="button" class="row" key={cell} onClick={() => onOpen({ cell })} aria-label={toldOf(one)}>
              <span class="name">{one.id}</span>
              <Track spans={spansOf(one)} length={length} />
            </button>
          ) : null;
        })}
      </div>
      {shown.length < cells.length && (
        <button type="button" onClick={() => showAll(true)}>
          Show {cells.length - shown.length} more cells
        </button>
      )}
    </section>
  );
}

const kinds: Readonly<Record<string, string>> = {
  image: 'image made',
  'wait-image': 'waits for its image',
  'wait-slot': 'waits for a slot',
  network: 'network',
  services: 'services start',
  suite: 'suite',
  teardown: 'teardown',
};

function Track({ spans, length }: { readonly spans: readonly Span[]; readonly length: number }) {
  const share = (ms: number) => `${(ms / length) * 100}%`;
  return (
    <div class="track">
      {spans.map(({ kind, text, start, end }) => (
        <i
          key={`${kind} ${start}`}
          class={`span ${kind}`}
          title={`${text}: ${formatDuration(end - start)}`}
          style={{ left: share(start), width: share(end - start) }}
        />
      ))}
    </div>
  );
}

/** Waits and phases of a cell, in order. */
export function spansOf({ waits, phases, attempts }: PageCell): readonly Span[] {
  return [
    ...waits.map((wait) => ({
      kind: `wait-${wait.kind}`,
      text: `waited for ${wait.for}`,
      start: wait.start,
      end: wait.end,
    })),
    ...phases.map(({ name, attempt, start, end }) => ({
      kind: name,
      text: attempts > 1 ? `${name} (attempt ${attempt})` : name,
      start,
      end,
    })),
  ];
}

function toldOf(cell: PageCell): string {
  const spans = spansOf(cell).map(({ text, start, end }) => `${text} ${formatDuration(end - start)}`);
  return `${cell.id}: ${spans.length === 0 ? 'never started' : spans.join(', ')}`;
}
