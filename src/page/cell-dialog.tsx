import { useLayoutEffect, useRef } from 'preact/hooks';
import { formatDuration } from '../report/duration.ts';
import type { PageCell, PageData } from '../report/html/page-data.ts';
import { Command } from './command.tsx';
import { Lines } from './lines.tsx';
import { LogView } from './log-view.tsx';
import { spansOf } from './timeline.tsx';
import type { OpenCell } from './view.ts';

type Props = {
  readonly data: PageData;
  readonly open: OpenCell;
  /** Those that are shown: where the next and the one before are looked for. */
  readonly cells: readonly number[];
  readonly onOpen: (open: OpenCell | undefined) => void;
};

/** All that is known of one cell. Escape closes it, and the focus goes back to where it was. */
export function CellDialog({ data, open, cells, onOpen }: Props) {
  const dialog = useModal();
  const cell = data.cells[open.cell];
  const look = cell && data.outcomes[cell.outcome];
  if (!cell || !look) return null;
  const at = cells.indexOf(open.cell);
  const before = at > 0 ? cells[at - 1] : undefined;
  const after = at >= 0 ? cells[at + 1] : undefined;
  const failures = data.failures.filter(({ cells: having }) => having.includes(open.cell));
  const log = cell.logs.find(({ id }) => id === open.log) ?? cell.logs[0];
  return (
    <dialog ref={dialog} aria-labelledby="cell-title" onClose={() => onOpen(undefined)}>
      <div class="bar">
        <h2 id="cell-title">
          <span class={`sign ${look.tone}`} aria-hidden="true">
            {look.sign}
          </span>{' '}
          {cell.id} <span class={look.tone}>{look.word}</span> <span class="why">{cell.why}</span>
        </h2>
        <nav aria-label="Cells">
          <Step to={before} onOpen={onOpen} text="Previous" />
          <Step to={after} onOpen={onOpen} text="Next" />
          <button type="button" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </nav>
      </div>
      {failures.map(({ why, lines }) => (
        <div key={why}>
          {why !== cell.why && <p class="failing">{why}</p>}
          <Lines lines={lines} />
        </div>
      ))}
      <Command text={cell.reproduce} />
      <Facts data={data} cell={cell} />
      {log ? (
        <LogView
          key={log.id}
          logs={cell.logs}
          log={log}
          line={open.line}
          fromEnd={look.tone !== 'green'}
          cell={open.cell}
          onOpen={onOpen}
        />
      ) : (
        <p class="empty">This page holds no output of it.</p>
      )}
    </dialog>
  );
}

type StepProps = {
  readonly to: number | undefined;
  readonly text: string;
  readonly onOpen: Props['onOpen'];
};

function Step({ to, text, onOpen }: StepProps) {
  return (
    <button type="button" disabled={to === undefined} onClick={() => to !== undefined && onOpen({ cell: to })}>
      {text}
    </button>
  );
}

function Facts({ data, cell }: { readonly data: PageData; readonly cell: PageCell }) {
  const image = (at: number) => {
    const one = data.images[at];
    return one ? `${one.label}${one.digest === undefined ? '' : ` (${one.digest})`}` : '';
  };
  const facts = [
    ['Tests', cell.tests],
    ['Command', cell.command],
    ['Image', image(cell.image)],
    ...cell.services.map(([name, at]) => [`Service ${name}`, image(at)]),
    ['Took', cell.durationMs > 0 ? formatDuration(cell.durationMs) : ''],
    ['Attempts', cell.attempts > 1 ? String(cell.attempts) : ''],
    [
      'Phases',
      spansOf(cell)
        .map(({ text, start, end }) => `${text} ${formatDuration(end - start)}`)
        .join(' → '),
    ],
  ];
  return (
    <dl>
      {facts.map(
        ([name, text]) =>
          text !== '' && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

function useModal() {
  const dialog = useRef<HTMLDialogElement>(null);
  // Before what is in it scrolls to its line.
  useLayoutEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return dialog;
}
