import type { PageData } from '../report/html/page-data.ts';
import { ThemeButton } from './theme-button.tsx';

/** What broke, and where: what somebody reads who reads nothing else. */
export function Header({ data }: { readonly data: PageData }) {
  const { name, look, summary, where, startedAt, run, warnings } = data;
  return (
    <header>
      <div class="title">
        <h1>
          <span class={`sign ${look.tone}`} aria-hidden="true">
            {look.sign}
          </span>{' '}
          {name}
        </h1>
        <ThemeButton />
      </div>
      <p class="summary">{summary}</p>
      {where !== undefined && <p class="where">{where}</p>}
      <p class="dim">
        {startedAt !== undefined && <time dateTime={new Date(startedAt).toISOString()}>{dateText(startedAt)}</time>} run{' '}
        <code>{run}</code>
      </p>
      {warnings.length > 0 && (
        <ul class="warnings">
          {warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
    </header>
  );
}

function dateText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC,`;
}
