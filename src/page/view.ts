// What is shown, as the address has it after its `#`: whoever is sent the address sees the same.

import type { PageData } from '../report/html/page-data.ts';

/** Positions of what is chosen; nothing chosen is everything. */
export type Filter = {
  /** For each axis the values. */
  readonly values: readonly ReadonlySet<number>[];
  readonly outcomes: ReadonlySet<number>;
  /** In the cell's id, whatever the case of its letters. */
  readonly text: string;
};

export type OpenCell = {
  readonly cell: number;
  /** The log that is shown, by its id. */
  readonly log?: string;
  /** The line that the address points at, from 1. */
  readonly line?: number;
};

export type View = { readonly filter: Filter; readonly open?: OpenCell };

const axisKey = (name: string) => `axis.${name}`;

/** The view that an address means. What it names and the run does not have is passed over. */
export function viewOf(hash: string, data: PageData): View {
  const params = new URLSearchParams(hash.replace(/^#/, ''));
  const positions = (key: string, known: readonly string[]) =>
    new Set(params.getAll(key).flatMap((value) => (known.includes(value) ? [known.indexOf(value)] : [])));
  const filter: Filter = {
    values: data.axes.map(({ name, values }) => positions(axisKey(name), values)),
    outcomes: positions(
      'outcome',
      data.outcomes.map(({ word }) => word),
    ),
    text: params.get('text') ?? '',
  };
  const cell = data.cells.findIndex(({ id }) => id === params.get('cell'));
  if (cell < 0) return { filter };
  const log = data.cells[cell]?.logs.find(({ of, attempt }) => logKey(of, attempt) === params.get('log'))?.id;
  const line = Number(params.get('line'));
  return {
    filter,
    open: {
      cell,
      ...(log === undefined ? {} : { log }),
      ...(log !== undefined && Number.isInteger(line) && line > 0 ? { line } : {}),
    },
  };
}

/** The address of a view: with its `#`, which stands alone for everything. */
export function hashOf({ filter, open }: View, data: PageData): string {
  const params = new URLSearchParams();
  for (const [at, { name, values }] of data.axes.entries()) {
    for (const value of filter.values[at] ?? []) params.append(axisKey(name), values[value] ?? '');
  }
  for (const outcome of filter.outcomes) params.append('outcome', data.outcomes[outcome]?.word ?? '');
  if (filter.text !== '') params.set('text', filter.text);
  const cell = open && data.cells[open.cell];
  if (cell) {
    params.set('cell', cell.id);
    const log = cell.logs.find(({ id }) => id === open.log);
    if (log) params.set('log', logKey(log.of, log.attempt));
    if (log && open.line !== undefined) params.set('line', String(open.line));
  }
  return `#${params}`;
}

function logKey(of: string, attempt: number): string {
  const name = of === 'suite' ? 'suite' : `service.${of}`;
  return attempt === 1 ? name : `${name}.${attempt}`;
}

/** Positions of the cells that a filter leaves. */
export function cellsLeft({ values, outcomes, text }: Filter, data: PageData): readonly number[] {
  const wanted = text.trim().toLowerCase();
  return data.cells.flatMap((cell, at) => {
    const byValue = values.every((chosen, axis) => chosen.size === 0 || chosen.has(cell.values[axis] ?? -1));
    const byOutcome = outcomes.size === 0 || outcomes.has(cell.outcome);
    return byValue && byOutcome && cell.id.toLowerCase().includes(wanted) ? [at] : [];
  });
}

/** Whether it leaves out anything at all. */
export function isFiltering({ values, outcomes, text }: Filter): boolean {
  return outcomes.size > 0 || text.trim() !== '' || values.some(({ size }) => size > 0);
}

/** A set with the position in it if it was not, and without it if it was. */
export function toggled(set: ReadonlySet<number>, position: number): ReadonlySet<number> {
  const other = new Set(set);
  if (!other.delete(position)) other.add(position);
  return other;
}
