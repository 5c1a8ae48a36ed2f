// What a line of TAP 13 or 14 says by itself. Lines that say nothing are the output of a suite, and of no interest.

export type TapPoint = {
  readonly kind: 'point';
  readonly level: number;
  readonly ok: boolean;
  readonly id: number | undefined;
  readonly description: string;
  readonly directive: 'skip' | 'todo' | undefined;
  readonly durationMs: number | undefined;
  /** It ends in a brace: the tests below it are its own, or its description just ends so. */
  readonly opens: boolean;
};

export type TapLine =
  | TapPoint
  | { readonly kind: 'plan'; readonly level: number; readonly tests: number }
  | { readonly kind: 'version'; readonly level: number }
  | { readonly kind: 'bail-out'; readonly level: number; readonly reason: string }
  | { readonly kind: 'subtest'; readonly level: number; readonly name: string }
  | { readonly kind: 'comment'; readonly level: number; readonly text: string }
  | { readonly kind: 'open' | 'close'; readonly level: number };

/** Tests are nested by four spaces. */
const step = 4;
/** Nobody nests tests as deep; what does is noise. */
const deepest = 64;

/** Reads one line, without its end; undefined where it is no TAP. */
export function readTapLine(line: string): TapLine | undefined {
  const indent = indentOf(line);
  const level = indent / step;
  if (!Number.isInteger(level) || level > deepest) return undefined;
  const text = line.slice(indent).trimEnd();
  switch (text[0]) {
    case 'o':
    case 'n':
      return pointOf(text, level);
    case '#':
      return commentOf(text, level);
    case 'T':
    case 't':
      return /^TAP version \d+$/i.test(text) ? { kind: 'version', level } : undefined;
    case 'B':
    case 'b': {
      const [, reason] = /^bail out!(.*)$/i.exec(text) ?? [];
      return reason === undefined ? undefined : { kind: 'bail-out', level, reason: unescaped(reason).trim() };
    }
    case '{':
    case '}':
      return text.length === 1 ? { kind: text === '{' ? 'open' : 'close', level } : undefined;
    default:
      return planOf(text, level);
  }
}

/** How many spaces a line begins with. */
export function indentOf(line: string): number {
  let indent = 0;
  while (line.charCodeAt(indent) === 0x20) indent++;
  return indent;
}

function planOf(text: string, level: number): TapLine | undefined {
  const [, first, last] = /^(\d{1,9})\.\.(\d{1,9})(?:\s*#.*)?$/.exec(text) ?? [];
  if (first === undefined || last === undefined) return undefined;
  return { kind: 'plan', level, tests: Math.max(0, Number(last) - Number(first) + 1) };
}

function commentOf(text: string, level: number): TapLine {
  const [, name] = /^# Subtest(?:: (.*))?$/.exec(text) ?? [];
  if (text === '# Subtest' || name !== undefined) return { kind: 'subtest', level, name: unescaped(name ?? '').trim() };
  return { kind: 'comment', level, text: text.slice(1).replace(/^ /, '') };
}

function pointOf(text: string, level: number): TapPoint | undefined {
  const start = /^(not )?ok(?=\s|$)(?:\s+(\d{1,9})(?=\s|$))?(?:\s+-(?=\s|$))?\s*/.exec(text);
  if (!start) return undefined;
  const opens = /(?:^|\s)\{$/.test(text);
  let rest = text.slice(start[0].length, opens ? -1 : undefined).trimEnd();
  const [timed, time, unit] = timeAtEnd.exec(rest) ?? [];
  if (timed !== undefined) rest = rest.slice(0, -timed.length);
  const directive = /(?:^|\s)#\s*(skip|todo)/i.exec(rest);
  if (directive) rest = rest.slice(0, directive.index);
  return {
    kind: 'point',
    level,
    ok: start[1] === undefined,
    id: start[2] === undefined ? undefined : Number(start[2]),
    description: unescaped(rest).trim(),
    directive: directive?.[1]?.toLowerCase() as TapPoint['directive'],
    durationMs: time === undefined ? undefined : Math.round(Number(time) * (unit?.startsWith('s') ? 1000 : 1)),
    opens,
  };
}

/** No directive of the specification, but what many add: left in a name it would make another of it in each run. */
const timeAtEnd = /(?:^|\s)# ?(?:time ?= ?|duration_ms |in )(\d{1,12}(?:\.\d{1,12})?) ?(ms|s|sec)?$/;

/** A description may have `#` and the backslash only escaped. */
function unescaped(text: string): string {
  return text.replace(/\\([\\#])/g, '$1');
}
