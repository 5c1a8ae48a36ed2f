// A test of TAP with what stands below its line, which is about it until the next line of TAP. stdout and stderr are one
// log, so that a line in between may be anybody's.

import { linesOfText, linesOfYaml } from './tap-diagnostics.ts';
import { indentOf, type TapLine, type TapPoint } from './tap-line.ts';
import { mostLines, mostText } from './test-report.ts';

export type OpenPoint = {
  readonly point: TapPoint;
  /** True where the line is about this test, or is nobody's; false where it has to be read as TAP. */
  takes(line: string, read: TapLine | undefined): boolean;
  /** Milliseconds, where they were told. */
  durationMs(): number | undefined;
  /** Where it is a file of tests that could not be run: node:test names it as it was named, from another folder in each version. */
  file(): string | undefined;
  /** Empty where it says nothing; as it was written, or in the order in which people read it. */
  failure(isInOrder: boolean): readonly string[];
};

export type Around = {
  /** Whether comments right below a failing test are about it. */
  readonly withComments: boolean;
  /** The comments between the test before and this one, which may be about it. */
  readonly above: readonly string[];
};

export function openPoint(point: TapPoint, { withComments, above }: Around): OpenPoint {
  const own = indentOfLevel(point.level);
  const isTold = !point.ok && point.directive === undefined;
  const blocks: Text[] = [];
  const below = createText();
  let block: { readonly indent: number; readonly text: Text } | undefined;
  let isBelow = isTold;
  let { durationMs } = point;

  const takesBlock = ({ indent: from, text }: NonNullable<typeof block>, line: string) => {
    const content = line.slice(from);
    if (indentOf(line) === from && content.trimEnd() === '...') block = undefined;
    else if (isTold) text.add(content);
    durationMs ??= durationIn(content);
  };
  const takesBelow = (line: string, read: TapLine | undefined) => {
    if (!isBelow) return;
    if (read?.kind === 'comment' && read.level === point.level) {
      isBelow = withComments && !ofAll.test(read.text);
      if (isBelow) below.add(read.text);
    } else {
      isBelow = indentOf(line) > own || line.trim() === '';
      if (isBelow) below.add(line.slice(own));
    }
  };

  return {
    point,
    takes(line, read) {
      const isStructure = read !== undefined && read.kind !== 'comment';
      if (block && (indentOf(line) >= block.indent || line.trim() === '')) takesBlock(block, line);
      else if (isStructure) return false;
      else if (!block && indentOf(line) > own && line.trim() === '---') {
        block = { indent: indentOf(line), text: createText() };
        blocks.push(block.text);
      } else if (!block) {
        takesBelow(line, read);
        return read === undefined;
      }
      // What is left came from stderr into the middle of a block, and does not end it.
      return true;
    },
    durationMs: () => durationMs,
    file: () => blocks.map(({ lines }) => fileIn(lines)).find((file) => file?.endsWith(`/${point.description}`)),
    failure: (isInOrder) => {
      if (blocks.length === 0) return linesOfText(below.lines);
      return blocks.flatMap(({ lines }) => (isInOrder ? linesOfYaml(lines, above) : linesOfText(lines)));
    },
  };
}

function indentOfLevel(level: number): number {
  return level * 4;
}

/** What the last test of all is followed by: `# tests 7`, `# Looks like you failed 3 tests of 7.` */
const ofAll = /^ *(\w+ +[\d.]+|Looks like you .*)$/;

function durationIn(line: string): number | undefined {
  const [, time] = /^duration_ms: *'?(\d{1,12}(?:\.\d{1,12})?)'?\s*$/.exec(line) ?? [];
  return time === undefined ? undefined : Math.round(Number(time));
}

function fileIn(block: readonly string[]): string | undefined {
  if (!block.includes("error: 'test failed'") || !block.some((line) => line.startsWith('exitCode: '))) return undefined;
  const [, file] = block.map((line) => /^location: '(\/.*):\d+:\d+'$/.exec(line)).find(Boolean) ?? [];
  return file;
}

type Text = { readonly lines: readonly string[]; add(line: string): void };

/** The beginning of a text. */
function createText(): Text {
  const lines: string[] = [];
  let length = 0;
  return {
    lines,
    add(line) {
      length += line.length + 1;
      if (length <= mostText && lines.length < 4 * mostLines) lines.push(line);
    },
  };
}
