// XML as text: elements, and what has to be written otherwise in them.

import { printable } from './printable.ts';

export type Attributes = Readonly<Record<string, string | number>>;

/** A start tag, or with `/>` an element without content. */
export function open(name: string, attributes: Attributes, end = '>'): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(printable(String(value)))}"`);
  return `<${name}${pairs.join('')}${end}`;
}

/** An element with other elements in it, a line each. */
export function tag(name: string, attributes: Attributes, lines: readonly string[] = []): string {
  if (lines.length === 0) return open(name, attributes, '/>');
  return `${open(name, attributes)}\n${lines.join('\n')}\n</${name}>`;
}

/** An element with a text in it, which is not indented: its spaces count. */
export function textTag(name: string, attributes: Attributes, lines: readonly string[]): string {
  return `${open(name, attributes)}${escaped(lines.map(printable).join('\n'))}</${name}>`;
}

const named: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  // Characters that XML does not have at all: half of a pair, and the two that no character may be.
  return text
    .toWellFormed()
    .replace(/[&<>"]/g, (sign) => named[sign] ?? sign)
    .replace(/[\ufffe\uffff]/g, '\ufffd');
}
