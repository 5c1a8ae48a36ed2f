// A draft as the text of a matrix file, for people to read and to go on from.

import type { Draft, DraftAxis, DraftImage, DraftResults, DraftRun, DraftService, Entry } from './draft.ts';

/** The whole file, with a comment wherever a reader may want to go on. */
export function matrixText(draft: Draft): string {
  const { axes, include, exclude, image, services, test, allowFailure = [], run = {} } = draft;
  const sections = [
    [
      '# yaml-language-server: $schema=https://unpkg.com/matrix-run/schema.json',
      '# Every combination of the axes is a cell: an image, its services and one run of the suite, isolated from all others.',
    ],
    axes.length === 0 ? [] : ['axes:', ...axes.flatMap(axisLines)],
    exclude.length === 0 ? [] : ['exclude:', ...exclude.map((entry) => `  - ${map(entry)}`)],
    include.length === 0 ? [] : ['include:', ...include.map((entry) => `  - ${map(entry)}`)],
    allowFailure.length === 0 ? [] : ['allow-failure:', ...allowFailure.map((entry) => `  - ${map(entry)}`)],
    ['image:', ...imageLines(image)],
    services.length === 0
      ? []
      : ['services:                 # reachable by their names from the suite', ...services.flatMap(serviceLines)],
    [
      'test:',
      `  command: ${block(test.command, '    ')}`,
      ...(Object.keys(test.env).length === 0 ? [] : ['  env:', ...entries(test.env, '    ')]),
      ...(test.secrets.length === 0
        ? []
        : [`  secrets: ${list(test.secrets)}   # from your environment, where they are set`]),
      '  timeout: 10m',
      resultsLine(test.results),
    ],
    runLines(run),
    [
      ...(axes.length > 2 ? ['# cover: pairwise            every two values together, in far fewer cells'] : []),
      ...(allowFailure.length > 0
        ? []
        : ['# allow-failure: [{ … }]     cells that may be red, such as the next version of something']),
    ],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function resultsLine(results: DraftResults | undefined): string {
  if (!results) return '  # results: reports/*.xml     JUnit XML that the suite writes';
  const value = 'tap' in results ? '{ tap: stdout }' : inFlow(results.junit);
  return `  results: ${value}   # ${comment(results.why)}`;
}

function axisLines({ name, values, why, maps }: DraftAxis): readonly string[] {
  const reason = `  # ${comment(why)}`;
  if (!maps) return [reason, `  ${name}: ${list(values)}`];
  return [
    reason,
    `  ${name}:`,
    ...values.map((value) => `    - ${maps.has(value) ? map(maps.get(value) ?? {}) : inFlow(value)}`),
  ];
}

function runLines({ jobs, failFast }: DraftRun): readonly string[] {
  const lines = [
    ...(jobs === undefined ? [] : [`  jobs: ${jobs}`]),
    ...(failFast === undefined ? [] : [`  fail-fast: ${failFast}`]),
  ];
  return lines.length === 0 ? [] : ['run:', ...lines];
}

function imageLines(image: DraftImage): readonly string[] {
  if (image.kind === 'dockerfile') {
    return [
      `  dockerfile: ${scalar(image.file)}`,
      ...(image.target === undefined ? [] : [`  target: ${scalar(image.target)}`]),
      '  args:',
      ...entries(image.args, '    '),
    ];
  }
  if (image.setup.length === 0) return [`  from: ${scalar(image.from)}`];
  return [
    `  from: ${scalar(image.from)}`,
    '  setup:                    # before the source is copied: repeated only when a manifest changes',
    ...image.setup.map((command) => `    - ${scalar(command)}`),
  ];
}

function serviceLines({ name, image, env, command, ready }: DraftService): readonly string[] {
  return [
    `  ${name}:`,
    `    image: ${scalar(image)}`,
    ...(command === undefined ? [] : [`    command: ${typeof command === 'string' ? scalar(command) : list(command)}`]),
    ...(Object.keys(env).length === 0 ? [] : ['    env:', ...entries(env, '      ')]),
    ...(ready === undefined ? [] : [`    ready: { command: ${quoted(ready.command)} }`]),
  ];
}

function entries(map: Entry, indent: string): readonly string[] {
  return Object.entries(map).map(([key, value]) => `${indent}${key}: ${block(value, `${indent}  `)}`);
}

function list(values: readonly string[]): string {
  return `[${values.map(inFlow).join(', ')}]`;
}

function map(entry: Entry): string {
  return `{ ${Object.entries(entry)
    .map(([key, value]) => `${key}: ${inFlow(value)}`)
    .join(', ')} }`;
}

/** A text of several lines as a block, so that it reads as what it is. */
function block(text: string, indent: string): string {
  if (!text.includes('\n') || /^\s|\t|\r/.test(text)) return scalar(text);
  return `|\n${text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : indent + line))
    .join('\n')}`;
}

/** Without quotes where YAML takes it as it is: an axis value is its source text, so `3.10` needs none. */
function scalar(text: string): string {
  const plain = /^[\w./$@+~][^\n\t]*$/.test(text) && !/: |:$| #|\s$|[^\x20-\x7e]/.test(text);
  return plain ? text : quoted(text);
}

function inFlow(text: string): string {
  return /^[\w./@+~-][\w./@+~:=-]*$/.test(text) && !/:$|^-|: /.test(text) ? text : quoted(text);
}

/** JSON's quotes are YAML's. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

function comment(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}
