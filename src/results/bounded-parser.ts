// saxes gathers the whole of a text, a comment, an attribute or a name before it tells of it, in pieces that are each an
// object where there are entities or quotes in it: 64 MiB of those take ten times as much. It has no bound of its own.

import { SaxesParser } from 'saxes';
import { mostText, Unreadable } from './test-report.ts';

const longestText = 256 * 1024;
const longestName = 64 * 1024;
/** No report has as many; each that is open, or has come, is kept in memory. */
const deepestElement = 10_000;
const mostAttributes = 1_000;

export type BoundedParser = Pick<SaxesParser, 'on' | 'close'> & { write(text: string): void };

/** A parser of XML that keeps the beginning of what is too long, and throws Unreadable where that makes no sense. */
export function createBoundedParser(): BoundedParser {
  const parser = new SaxesParser();
  let attributes = 0;
  parser.on('opentagstart', () => {
    attributes = 0;
  });
  parser.on('attribute', () => {
    if (++attributes > mostAttributes) throw new Unreadable(`an element has more than ${mostAttributes} attributes`);
  });
  const lengthOf = (what: string) => textOf(parser, what).length;
  return {
    on: (event, handler) => parser.on(event, handler),
    close: () => parser.close(),
    write(text) {
      parser.write(text);
      const open: unknown = Reflect.get(parser, 'tags');
      if (Array.isArray(open) && open.length > deepestElement)
        throw new Unreadable(`its elements are nested deeper than ${deepestElement}`);
      if (lengthOf('text') > longestText) Reflect.set(parser, 'text', textOf(parser, 'text').slice(0, mostText));
      if (['name', 'entity', 'piTarget'].some((what) => lengthOf(what) > longestName))
        throw new Unreadable(`a name in it is longer than ${longestName} characters`);
    },
  };
}

function textOf(parser: SaxesParser, what: string): string {
  const text: unknown = Reflect.get(parser, what);
  return typeof text === 'string' ? text : '';
}
