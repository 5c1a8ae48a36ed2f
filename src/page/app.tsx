import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { PageData } from '../report/html/page-data.ts';
import { CellDialog } from './cell-dialog.tsx';
import { CellGrid } from './cell-grid.tsx';
import { Environment } from './environment.tsx';
import { Failures } from './failures.tsx';
import { Filters } from './filters.tsx';
import { Header } from './header.tsx';
import { TestGrid } from './test-grid.tsx';
import { Timeline } from './timeline.tsx';
import { cellsLeft, type Filter, hashOf, type OpenCell, type View, viewOf } from './view.ts';

/** The whole page. What it shows is in the address, so that it can be sent, and so that Back works. */
export function App({ data }: { readonly data: PageData }) {
  const [view, show] = useView(data);
  const { filter, open } = view;
  const cells = useMemo(() => cellsLeft(filter, data), [filter, data]);
  const openCell = useCallback(
    (next: OpenCell | undefined) => show(next ? { filter, open: next } : { filter }, 'push'),
    [show, filter],
  );
  const setFilter = useCallback((next: Filter) => show({ filter: next }, 'replace'), [show]);
  return (
    <>
      <Header data={data} />
      <main>
        <Filters data={data} filter={filter} left={cells.length} onChange={setFilter} />
        <CellGrid data={data} cells={cells} onOpen={openCell} />
        <Failures data={data} cells={cells} onOpen={openCell} />
        {data.tests && <TestGrid data={data} tests={data.tests} cells={cells} onOpen={openCell} />}
        <Timeline data={data} cells={cells} onOpen={openCell} />
        <Environment data={data} />
      </main>
      {open && <CellDialog data={data} open={open} cells={cells} onOpen={openCell} />}
    </>
  );
}

type Show = (view: View, how: 'push' | 'replace') => void;

function useView(data: PageData): readonly [View, Show] {
  const [view, setView] = useState(() => viewOf(location.hash, data));
  useEffect(() => {
    const follow = () => setView(viewOf(location.hash, data));
    addEventListener('popstate', follow);
    addEventListener('hashchange', follow);
    return () => {
      removeEventListener('popstate', follow);
      removeEventListener('hashchange', follow);
    };
  }, [data]);
  const show = useCallback<Show>(
    (next, how) => {
      const hash = hashOf(next, data);
      if (how === 'push') history.pushState(null, '', hash);
      else history.replaceState(null, '', hash);
      setView(next);
    },
    [data],
  );
  return [view, show];
}
