import { useState } from 'preact/hooks';
import type { PageData } from '../report/html/page-data.ts';
import { CellLinks } from './cell-links.tsx';
import { Command } from './command.tsx';
import { Lines } from './lines.tsx';
import type { OpenCell } from './view.ts';

type Props = {
  readonly data: PageData;
  readonly cells: readonly number[];
  readonly onOpen: (open: OpenCell) => void;
};

const mostAtFirst = 30;

/** Each failure once, with the cells of those that are shown which have it. */
export function Failures({ data, cells, onOpen }: Props) {
  const shown = new Set(cells);
  const failures = data.failures
    .map((failure) => ({ ...failure, here: failure.cells.filter((cell) => shown.has(cell)) }))
    .filter(({ here }) => here.length > 0);
  const [all, showAll] = useState(false);
  if (failures.length === 0) return null;
  const told = all ? failures : failures.slice(0, mostAtFirst);
  return (
    <section aria-labelledby="failures">
      <h2 id="failures">Failures</h2>
      {told.map(({ look, cells: having, here, why, lines, more, compared, hint, reproduce }) => (
        <article key={`${having[0]} ${why}`} class={`failure ${look.tone}`}>
          <h3>
            <span class={`sign ${look.tone}`} aria-hidden="true">
              {look.sign}
            </span>{' '}
            {look.word} <span class="why">{why}</span>{' '}
            <span class="dim">
              · {having.length} {having.length === 1 ? 'cell' : 'cells'}
            </span>
          </h3>
          <CellLinks data={data} cells={here} onOpen={onOpen} />
          <Lines lines={lines} />
          {more !== '' && <p class="dim">{more}</p>}
          {compared.map((line) => (
            <p key={line}>{line}</p>
          ))}
          {hint !== '' && <p>Hint: {hint}</p>}
          <Command text={reproduce} />
        </article>
      ))}
      {told.length < failures.length && (
        <button type="button" onClick={() => showAll(true)}>
          Show {failures.length - told.length} more failures
        </button>
      )}
    </section>
  );
}
