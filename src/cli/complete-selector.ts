// How a selector that is being written may go on. Pure.

import type { Candidate } from './expected-word.ts';

export type AxisNames = { readonly name: string; readonly values: readonly string[] };

/** What a shell would take apart is left to be written by hand. */
const plain = /^[\w.+:@/-]+$/;

/** `node=13,post` becomes `node=13,postgres=`; `node=` becomes `node=13`; `node=13|` becomes `node=13|15`. */
export function completeSelector(written: string, axes: readonly AxisNames[]): readonly Candidate[] {
  const parts = written.split(',');
  const part = parts.at(-1) ?? '';
  const before = written.slice(0, written.length - part.length);
  const [, name, operator = '', value = ''] = /^([^=<>!]+)(!?=|[<>]=?)(.*)$/s.exec(part) ?? [];
  if (name === undefined) {
    const used = new Set(parts.map((one) => one.split(/[=<>!]/)[0]));
    return axes
      .filter((axis) => !used.has(axis.name) || axis.name === part)
      .map((axis) => ({ word: `${before}${axis.name}=` }));
  }
  const chosen = value.slice(0, value.lastIndexOf('|') + 1);
  const values = axes.find((axis) => axis.name === name)?.values ?? [];
  return values
    .filter((one) => plain.test(one) && !chosen.split('|').includes(one))
    .map((one) => ({ word: `${before}${name}${operator}${chosen}${one}` }));
}
