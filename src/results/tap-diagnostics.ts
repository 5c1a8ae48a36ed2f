// What a failing test of TAP says below its line, put in the order in which people read it: what happened, what was
// expected and what came, where. Most write YAML with keys of their own making.

import { parseDocument, stringify } from 'yaml';
import { fileEndOf, linesOfFileEnd } from './file-failure.ts';
import { mostLines } from './test-report.ts';

type Found = Readonly<Record<string, unknown>>;

/** Of a value that fills a page, the beginning says enough. */
const mostOfValue = 8;

/**
 * The lines of a block of YAML, without what it says of the tool. As they are where they are no YAML.
 *
 * @param above the comments between the test before and this one
 */
export function linesOfYaml(block: readonly string[], above: readonly string[] = []): readonly string[] {
  const found = parsed(block.join('\n'));
  const told = found ? toldBy(found, above) : [];
  return trimmed(told.length > 0 ? told : block);
}

/** Lines below a test that are no YAML, as they are. */
export function linesOfText(lines: readonly string[]): readonly string[] {
  return trimmed(lines);
}

/** Scalars stay the text that was written, so that a 3 is told from a "3.0" by who wrote it and not by us. */
function parsed(text: string): Found | undefined {
  try {
    const document = parseDocument(text, { schema: 'failsafe', strict: false, uniqueKeys: false, logLevel: 'silent' });
    const value: unknown = document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 10 });
    return isMap(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function toldBy(found: Found, above: readonly string[]): readonly string[] {
  const fileEnd = fileEndOf(found);
  if (fileEnd) return linesOfFileEnd(fileEnd, above);
  const data = isMap(found.data) ? { ...found, ...found.data } : found;
  const error = isMap(data.error) ? { ...data, ...data.error } : data;
  const stack = stackOf(error);
  const message = messageOf(error, stack.head);
  const values = compared(error, message.join('\n'));
  const place = placeOf(error);
  const isPlaced = place === undefined || stack.frames.some((line) => line.includes(place));
  return [...message, ...values, ...detailsOf(error), ...(isPlaced ? [] : [`at ${place}`]), ...stack.frames];
}

function messageOf(found: Found, stackHead: readonly string[]): readonly string[] {
  const [written = ''] = ['message', 'error', 'reason'].map((key) => textOf(found[key])).filter((text) => text !== '');
  if (stackHead.length > 0 && inOneLine(stackHead.join('')).includes(inOneLine(written))) return stackHead;
  const name = textOf(found.name);
  const isNamed = name === '' || written.includes(name) || !/(Error|Exception|Failure)$/.test(name);
  return linesOf(isNamed ? written : `${name}${written === '' ? '' : `: ${written}`}`);
}

/** What was expected and what came, unless the message has said it. */
function compared(found: Found, message: string): readonly string[] {
  const diff = textOf(found.diff);
  if (diff !== '') return linesOf(diff);
  const expected = ['expected', 'expect', 'wanted'].find((key) => key in found);
  const actual = ['actual', 'got', 'found', 'received'].find((key) => key in found);
  if (expected === undefined || actual === undefined) return [];
  const pair = [expected, actual].map((key) => ({ key, text: textOf(found[key]), isMap: isMap(found[key]) }));
  const isDiff = /^\s*\+ /m.test(message) && /^\s*- /m.test(message);
  const isSaid = message.includes('\n') && pair.every(({ text }) => message.includes(text));
  return isDiff || isSaid ? [] : pair.flatMap(({ key, text, isMap: below }) => labelled(key, text, below));
}

/** What AVA compares, each under a heading of its own. */
function detailsOf({ details, values }: Found): readonly string[] {
  const both = { ...(isMap(details) ? details : {}), ...(isMap(values) ? values : {}) };
  return Object.entries(both).flatMap(([key, value]) => labelled(key.replace(/:$/, ''), textOf(value)));
}

function placeOf({ at, location, file, line }: Found): string | undefined {
  if (isMap(at)) {
    const { fileName, file: name = fileName, lineNumber, line: number = lineNumber, columnNumber, column } = at;
    return joined([name, number, column ?? columnNumber]);
  }
  const written = linesOf(textOf(at) || textOf(location))
    .join(' ')
    .trim();
  return written === '' ? joined([file, line]) : written;
}

function joined(parts: readonly unknown[]): string | undefined {
  const texts = parts.map(textOf).filter((text) => text !== '');
  return texts.length === 0 ? undefined : texts.join(':');
}

/** A stack often begins with the message. */
function stackOf({ stack }: Found): { readonly head: readonly string[]; readonly frames: readonly string[] } {
  const lines = linesOf(textOf(stack));
  const first = lines.findIndex((line) => /^\s*at\s|:\d+(:\d+)?\)?$|\(<anonymous>\)$/.test(line));
  return first < 0 ? { head: lines, frames: [] } : { head: lines.slice(0, first), frames: lines.slice(first) };
}

function labelled(key: string, text: string, below = false): readonly string[] {
  const lines = linesOf(text);
  if (lines.length <= 1 && !below) return [`${key}: ${lines.join('')}`];
  const more = lines.length - mostOfValue;
  return [
    `${key}:`,
    ...lines.slice(0, mostOfValue).map((line) => `  ${line}`),
    ...(more > 0 ? [`  (${more} more lines)`] : []),
  ];
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : stringify(value, { schema: 'failsafe' }).trimEnd();
}

function linesOf(text: string): readonly string[] {
  return text.trim() === ''
    ? []
    : text
        .replace(/^\s*\n/, '')
        .trimEnd()
        .split('\n');
}

function trimmed(lines: readonly string[]): readonly string[] {
  const kept = lines.slice(0, mostLines).map((line) => line.trimEnd());
  while (kept.at(-1) === '') kept.pop();
  while (kept[0] === '') kept.shift();
  return kept;
}

function inOneLine(text: string): string {
  return text.replace(/\s+/g, '');
}

function isMap(value: unknown): value is Found {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
