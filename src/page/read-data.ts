import type { PageData, PageLogLines } from '../report/html/page-data.ts';

/** The run that the document holds. */
export function readRun(): PageData {
  return read('run') as PageData;
}

/** The lines of a log. They are parsed when they are looked at: most never are. */
export function readLog(id: string): PageLogLines {
  return read(id) as PageLogLines;
}

function read(id: string): unknown {
  const text = document.getElementById(id)?.textContent;
  if (!text) throw new Error(`The document holds no "${id}".`);
  return JSON.parse(text);
}
