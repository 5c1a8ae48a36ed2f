import { useMemo, useRef, useState } from 'preact/hooks';
import { formatDuration } from '../report/duration.ts';
import type { PageData } from '../report/html/page-data.ts';
import { pivotOf } from './pivot.ts';
import type { OpenCell } from './view.ts';

type Props = {
  readonly data: PageData;
  /** Those that are shown, by position. */
  readonly cells: readonly number[];
  readonly onOpen: (open: OpenCell) => void;
};

/** In larger tables a cell is its sign alone. */
const mostWideColumns = 7;
const mostWideCells = 120;

/** Every cell, the last axis across. One of them is in the order of Tab; the arrow keys go from one to the next. */
export function CellGrid({ data, cells, onOpen }: Props) {
  const pivot = useMemo(() => pivotOf(data, cells), [data, cells]);
  const table = useRef<HTMLTableElement>(null);
  const [focused, setFocused] = useState(cells[0]);
  const entry = focused !== undefined && cells.includes(focused) ? focused : cells[0];
  const { down, across, columns, rows } = pivot;
  const acrossAxis = across === undefined ? undefined : data.axes[across];
  const compact = columns.length > mostWideColumns || cells.length > mostWideCells;
  if (cells.length === 0) return <p class="empty">No cell is like that.</p>;
  return (
    <section aria-labelledby="cells">
      <h2 id="cells">Cells</h2>
      <div class="scroll">
        <table
          class={compact ? 'cells compact' : 'cells'}
          ref={table}
          onKeyDown={(event) => moveFocus(event, table.current)}
        >
          <caption class="hidden">Outcome of each cell; arrow keys move, Enter opens one</caption>
          <thead>
            <tr>
              {down.map((axis) => (
                <th key={axis} scope="col" class="axis">
                  {data.axes[axis]?.name}
                </th>
              ))}
              {columns.map((value) => (
                <th key={value} scope="col">
                  {acrossAxis && <span class="axis">{acrossAxis.name} </span>}
                  {value === null ? (acrossAxis ? '–' : '') : acrossAxis?.values[value]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.values.join()}>
                {row.values.map((value, at) => (
                  <th key={down[at]} scope="row">
                    {value === null ? '–' : data.axes[down[at] ?? 0]?.values[value]}
                  </th>
                ))}
                {row.cells.map((members, column) => (
                  <td key={columns[column]}>
                    {members.map((cell) => (
                      <CellButton
                        key={cell}
                        data={data}
                        cell={cell}
                        compact={compact}
                        isEntry={cell === entry}
                        onFocus={setFocused}
                        onOpen={onOpen}
                      />
                    ))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

type ButtonProps = {
  readonly data: PageData;
  readonly cell: number;
  readonly compact: boolean;
  readonly isEntry: boolean;
  readonly onFocus: (cell: number) => void;
  readonly onOpen: Props['onOpen'];
};

function CellButton({ data, cell, compact, isEntry, onFocus, onOpen }: ButtonProps) {
  const { id, outcome, why, durationMs } = data.cells[cell] ?? data.cells[0] ?? never();
  const { sign, word, tone } = data.outcomes[outcome] ?? never();
  const time = durationMs > 0 ? formatDuration(durationMs) : '';
  const after = (text: string) => (text === '' ? '' : `, ${text}`);
  const label = `${id}, ${word}${after(why)}${after(time)}`;
  return (
    <button
      type="button"
      class={`cell ${tone}`}
      data-cell={cell}
      tabIndex={isEntry ? 0 : -1}
      title={label}
      {...(compact ? { 'aria-label': label } : {})}
      onFocus={() => onFocus(cell)}
      onClick={() => onOpen({ cell })}
    >
      {compact ? sign : <WideCell id={id} sign={sign} word={word} why={after(why)} time={time} />}
    </button>
  );
}

/** What is seen, with what is only heard around it. */
function WideCell({ id, sign, word, why, time }: Readonly<Record<'id' | 'sign' | 'word' | 'why' | 'time', string>>) {
  return (
    <>
      <span class="hidden">{id}, </span>
      <span class="sign" aria-hidden="true">
        {sign}
      </span>
      <span class="word">{word}</span>
      <span class="hidden">{why}, </span>
      <span class="time">{time}</span>
    </>
  );
}

const steps: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** To the next cell in that direction, over places that have none. */
function moveFocus(event: KeyboardEvent, table: HTMLTableElement | null): void {
  const step = steps[event.key];
  const from = event.target instanceof HTMLElement ? event.target.closest('td') : null;
  if (!step || !from || !table || !(from.parentElement instanceof HTMLTableRowElement)) return;
  event.preventDefault();
  const [down, right] = step;
  let row = from.parentElement.rowIndex + down;
  let column = from.cellIndex + right;
  while (table.rows[row]?.cells[column] && !table.rows[row]?.cells[column]?.querySelector('button')) {
    row += down;
    column += right;
  }
  table.rows[row]?.cells[column]?.querySelector('button')?.focus();
}

function never(): never {
  throw new Error('A position is outside of the run.');
}
