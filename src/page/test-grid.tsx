import { useState } from 'preact/hooks';
import type { PageData, PageTest, PageTests } from '../report/html/page-data.ts';
import { CellLinks } from './cell-links.tsx';
import { Lines } from './lines.tsx';
import type { OpenCell } from './view.ts';

type Props = {
  readonly data: PageData;
  readonly tests: PageTests;
  readonly cells: readonly number[];
  readonly onOpen: (open: OpenCell) => void;
};

/** More columns than that are counted instead of drawn. */
const mostColumns = 40;
const mostAtFirst = 50;

/** The tests that are not green everywhere: a row a test, a column a cell, and what each failed with. */
export function TestGrid({ data, tests, cells, onOpen }: Props) {
  const [all, showAll] = useState(false);
  const shown = new Set(cells);
  const columns = tests.columns.flatMap((cell, at) => (shown.has(cell) ? [{ cell, at }] : []));
  const rows = tests.rows.filter(({ outcomes }) => columns.some(({ at }) => isTold(outcomes[at])));
  const drawn = columns.length <= mostColumns;
  return (
    <section aria-labelledby="tests">
      <h2 id="tests">Tests that are not green everywhere</h2>
      {rows.length === 0 ? (
        <p class="empty">Every test of these cells is green.</p>
      ) : (
        <div class="scroll">
          <table class="tests">
            <thead>
              {drawn ? (
                <AxisRows data={data} columns={columns.map(({ cell }) => cell)} />
              ) : (
                <tr>
                  <th scope="col">test</th>
                  <th scope="col">red in</th>
                </tr>
              )}
            </thead>
            <tbody>
              {(all ? rows : rows.slice(0, mostAtFirst)).map((row) => (
                <TestRow key={row.name} data={data} row={row} columns={columns} drawn={drawn} onOpen={onOpen} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {!all && rows.length > mostAtFirst && (
        <button type="button" onClick={() => showAll(true)}>
          Show {rows.length - mostAtFirst} more tests
        </button>
      )}
      {tests.more > 0 && <p class="dim">and {tests.more} more tests, which the record of the run has</p>}
    </section>
  );
}

function isTold(letter: string | undefined): boolean {
  return letter === 'f' || letter === '~';
}

/** A row an axis: its name, and its value in each column. */
function AxisRows({ data, columns }: { readonly data: PageData; readonly columns: readonly number[] }) {
  return (
    <>
      {data.axes.map(({ name, values }, axis) => (
        <tr key={name}>
          <th scope="col" class="axis">
            {name}
          </th>
          {columns.map((cell) => {
            const value = data.cells[cell]?.values[axis] ?? null;
            return (
              <th key={cell} scope="col">
                {value === null ? '–' : values[value]}
              </th>
            );
          })}
        </tr>
      ))}
    </>
  );
}

type RowProps = {
  readonly data: PageData;
  readonly row: PageTest;
  readonly columns: readonly { readonly cell: number; readonly at: number }[];
  readonly drawn: boolean;
  readonly onOpen: Props['onOpen'];
};

const signs: Readonly<Record<string, readonly [sign: string, word: string, tone: string]>> = {
  p: ['✓', 'passed', 'green'],
  f: ['✗', 'failed', 'red'],
  '~': ['≈', 'flaky', 'amber'],
  s: ['⊘', 'skipped', 'dim'],
  '-': ['–', 'not there', 'dim'],
};

function TestRow({ data, row, columns, drawn, onOpen }: RowProps) {
  const { name, outcomes, where, failures } = row;
  const red = columns.filter(({ at }) => outcomes[at] === 'f').length;
  const there = columns.filter(({ at }) => outcomes[at] !== '-').length;
  return (
    <tr>
      <th scope="row">
        <details>
          <summary>
            {name} {where !== undefined && <span class="where">{where}</span>}
          </summary>
          {failures.map(({ cells, lines }) => (
            <div key={cells[0]}>
              <CellLinks data={data} cells={cells} onOpen={onOpen} />
              <Lines lines={lines} />
            </div>
          ))}
        </details>
      </th>
      {drawn ? (
        columns.map(({ cell, at }) => {
          const [sign, word, tone] = signs[outcomes[at] ?? '-'] ?? ['', '', ''];
          return (
            <td key={cell} class={tone} title={`${data.cells[cell]?.id}: ${word}`}>
              <span aria-hidden="true">{sign}</span>
              <span class="hidden">{word}</span>
            </td>
          );
        })
      ) : (
        <td>
          {red} of {there}
        </td>
      )}
    </tr>
  );
}
