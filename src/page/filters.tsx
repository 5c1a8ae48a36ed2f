import { useEffect, useRef } from 'preact/hooks';
import type { PageData } from '../report/html/page-data.ts';
import { type Filter, isFiltering, toggled } from './view.ts';

type Props = {
  readonly data: PageData;
  readonly filter: Filter;
  /** How many cells it leaves. */
  readonly left: number;
  readonly onChange: (filter: Filter) => void;
};

/** By outcome, by the values of each axis, and by a text in the cell's id; `/` goes there. */
export function Filters({ data, filter, left, onChange }: Props) {
  const search = useSlashKey();
  const total = data.cells.length;
  return (
    <search class="filters" aria-label="Filter cells">
      <Choice
        name="outcome"
        chosen={filter.outcomes}
        options={data.outcomes.map(({ sign, word, tone, cells }) => (
          <>
            <span class={`sign ${tone}`} aria-hidden="true">
              {sign}
            </span>{' '}
            {word} <span class="dim">{cells}</span>
          </>
        ))}
        onToggle={(at) => onChange({ ...filter, outcomes: toggled(filter.outcomes, at) })}
      />
      {data.axes.map(({ name, values }, axis) => {
        const chosen = filter.values[axis] ?? new Set();
        return values.length < 2 ? null : (
          <Choice
            key={name}
            name={name}
            chosen={chosen}
            options={values}
            onToggle={(at) => onChange({ ...filter, values: filter.values.with(axis, toggled(chosen, at)) })}
          />
        );
      })}
      <label class="text">
        <span>cell</span>
        <input
          ref={search}
          type="search"
          value={filter.text}
          placeholder="part of its name ( / )"
          onInput={({ currentTarget }) => onChange({ ...filter, text: currentTarget.value })}
        />
      </label>
      <p class="left">
        <output aria-live="polite">{left === total ? `${total} cells` : `${left} of ${total} cells`}</output>{' '}
        {isFiltering(filter) && (
          <button
            type="button"
            onClick={() => onChange({ values: data.axes.map(() => new Set()), outcomes: new Set(), text: '' })}
          >
            Show all
          </button>
        )}
      </p>
    </search>
  );
}

type ChoiceProps = {
  readonly name: string;
  readonly chosen: ReadonlySet<number>;
  readonly options: readonly preact.ComponentChildren[];
  readonly onToggle: (at: number) => void;
};

function Choice({ name, chosen, options, onToggle }: ChoiceProps) {
  return (
    <fieldset>
      <legend>{name}</legend>
      <div class="options">
        {options.map((option, at) => (
          <label key={at} class={chosen.has(at) ? 'chosen' : ''}>
            <input type="checkbox" checked={chosen.has(at)} onChange={() => onToggle(at)} />
            <span>{option}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function useSlashKey() {
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLInputElement && event.target.type === 'search';
      if (event.key !== '/' || typing || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      search.current?.focus();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return search;
}
