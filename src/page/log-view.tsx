import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { PageLog, PageLogLines } from '../report/html/page-data.ts';
import { readLog } from './read-data.ts';
import type { OpenCell } from './view.ts';

type Props = {
  readonly logs: readonly PageLog[];
  readonly log: PageLog;
  readonly line: number | undefined;
  /** Whether its end is what is looked for. */
  readonly fromEnd: boolean;
  readonly cell: number;
  readonly onOpen: (open: OpenCell) => void;
};

/** A log with its line numbers, each of them an address; a search goes from match to match by Enter. */
export function LogView({ logs, log, line, fromEnd, cell, onOpen }: Props) {
  const lines = useMemo(() => numbered(readLog(log.id)), [log.id]);
  const { text, setText, matches, at, go } = useSearch(lines);
  const current = matches[at];
  const isRetried = logs.some(({ attempt }) => attempt > 1);
  const body = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const wanted = current ?? line;
    if (wanted === undefined && fromEnd) body.current?.scrollTo({ top: body.current.scrollHeight });
    if (wanted !== undefined)
      body.current?.querySelector(`[data-line="${wanted}"]`)?.scrollIntoView({ block: 'center' });
  }, [current, line, fromEnd]);
  return (
    <section aria-label="Logs" class="logs">
      <div class="bar">
        <div class="tabs">
          {logs.map((one) => (
            <button
              type="button"
              key={one.id}
              aria-pressed={one.id === log.id}
              onClick={() => onOpen({ cell, log: one.id })}
            >
              {one.of}
              {isRetried && ` (attempt ${one.attempt})`} <span class="dim">{one.lines}</span>
            </button>
          ))}
        </div>
        <search>
          <input
            type="search"
            aria-label="Search in this log"
            placeholder="search"
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
            onKeyDown={(event) => event.key === 'Enter' && go(event.shiftKey ? -1 : 1)}
          />
          <output aria-live="polite">
            {text !== '' && (matches.length === 0 ? 'no match' : `${at + 1} of ${matches.length}`)}
          </output>
        </search>
      </div>
      <ol class="log" ref={body}>
        {lines.map((one) =>
          'omitted' in one ? (
            <li key="omitted" class="omitted">
              {one.omitted} lines are left out here; the record of the run has them
            </li>
          ) : (
            <li
              key={one.number}
              data-line={one.number}
              class={one.number === current ? 'current' : one.number === line ? 'target' : ''}
            >
              <button
                type="button"
                tabIndex={-1}
                aria-label={`Link to line ${one.number}`}
                onClick={() => onOpen({ cell, log: log.id, line: one.number })}
              >
                {one.number}
              </button>
              <Marked text={one.text} wanted={text} />
            </li>
          ),
        )}
      </ol>
    </section>
  );
}

type Line = { readonly number: number; readonly text: string } | { readonly omitted: number };

function numbered({ first, omitted, last }: PageLogLines): readonly Line[] {
  const from = first.length + omitted;
  return [
    ...first.map((text, at) => ({ number: at + 1, text })),
    ...(omitted > 0 ? [{ omitted }] : []),
    ...last.map((text, at) => ({ number: from + at + 1, text })),
  ];
}

function useSearch(lines: readonly Line[]) {
  const [text, change] = useState('');
  const [at, setAt] = useState(0);
  const matches = useMemo(() => {
    const wanted = pattern(text);
    return text === ''
      ? []
      : lines.flatMap((line) => ('text' in line && line.text.search(wanted) >= 0 ? [line.number] : []));
  }, [lines, text]);
  const setText = (next: string) => {
    change(next);
    setAt(0);
  };
  const go = (step: 1 | -1) => setAt((before) => (before + step + matches.length) % Math.max(1, matches.length));
  return { text, setText, matches, at, go };
}

/** The text itself whatever the case of its letters: changing the case of a line may change its length. */
function pattern(wanted: string): RegExp {
  return new RegExp(wanted.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'), 'giu');
}

/** The text, with what is searched for marked in it. */
function Marked({ text, wanted }: { readonly text: string; readonly wanted: string }) {
  if (wanted === '') return <code>{text}</code>;
  const parts: preact.ComponentChild[] = [];
  let from = 0;
  for (const { index, 0: found } of text.matchAll(pattern(wanted))) {
    parts.push(text.slice(from, index), <mark>{found}</mark>);
    from = index + found.length;
  }
  return (
    <code>
      {parts}
      {text.slice(from)}
    </code>
  );
}
