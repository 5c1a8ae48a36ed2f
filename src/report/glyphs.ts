export type Glyphs = Readonly<Record<keyof typeof unicodeGlyphs, string>>;

const unicodeGlyphs = {
  passed: '✓',
  flaky: '≈',
  cached: '=',
  red: '✗',
  infrastructure: '!',
  cancelled: '⊘',
  waiting: '·',
  absent: '–',
  runs: '●',
  mayFail: '○',
  ellipsis: '…',
  gutter: '│',
  barDone: '━',
  barLeft: '╌',
  rule: '─',
};

const asciiGlyphs: Glyphs = {
  passed: '+',
  flaky: '~',
  cached: '=',
  red: 'x',
  infrastructure: '!',
  cancelled: '/',
  waiting: '.',
  absent: '-',
  runs: '*',
  mayFail: 'o',
  ellipsis: '...',
  gutter: '|',
  barDone: '#',
  barLeft: '-',
  rule: '-',
};

/** The signs of the reports, each one column wide (the ASCII ellipsis is three). */
export function glyphs(unicode: boolean): Glyphs {
  return unicode ? unicodeGlyphs : asciiGlyphs;
}

/** One picture of the sign that something goes on, by the time in milliseconds. */
export function spinner(now: number, unicode: boolean): string {
  const frames = unicode ? '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏' : '|/-\\';
  return frames[Math.floor(Math.max(0, now) / 100) % frames.length] ?? '';
}
