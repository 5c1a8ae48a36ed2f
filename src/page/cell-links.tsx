import { useState } from 'preact/hooks';
import type { PageData } from '../report/html/page-data.ts';
import type { OpenCell } from './view.ts';

type Props = {
  readonly data: PageData;
  readonly cells: readonly number[];
  readonly onOpen: (open: OpenCell) => void;
};

const mostAtFirst = 6;

/** The names of cells, each of which opens; of many only the first until more are asked for. */
export function CellLinks({ data, cells, onOpen }: Props) {
  const [all, showAll] = useState(false);
  const shown = all ? cells : cells.slice(0, mostAtFirst);
  return (
    <ul class="links">
      {shown.map((cell) => (
        <li key={cell}>
          <button type="button" class="link" onClick={() => onOpen({ cell })}>
            {data.cells[cell]?.id}
          </button>
        </li>
      ))}
      {shown.length < cells.length && (
        <li>
          <button type="button" class="link" onClick={() => showAll(true)}>
            and {cells.length - shown.length} more
          </button>
        </li>
      )}
    </ul>
  );
}
