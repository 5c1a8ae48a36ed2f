import xterm from '@xterm/headless';
import type { Screen } from '../../src/report/screen.ts';

/** A real terminal in memory: what is written to its screen can be seen as a person would. */
export function fakeTerminal(columns: number, rows: number) {
  const terminal = new xterm.Terminal({
    cols: columns,
    rows,
    convertEol: true,
    allowProposedApi: true,
    scrollback: 500,
  });
  let written: Promise<void> = Promise.resolve();
  let frames = 0;
  let shown = true;
  const screen: Screen = {
    get columns() {
      return terminal.cols;
    },
    get rows() {
      return terminal.rows;
    },
    colour: true,
    unicode: true,
    write(text) {
      frames++;
      shown = cursorAfter(text) ?? shown;
      written = new Promise((resolve) => terminal.write(text, resolve));
    },
  };
  return {
    screen,
    writes: () => frames,
    cursorIsShown: () => shown,
    async resize(toColumns: number, toRows: number) {
      await written;
      terminal.resize(toColumns, toRows);
    },
    /** All lines, those that scrolled away included, without blank ones at the end. */
    async lines(): Promise<readonly string[]> {
      await written;
      const { active } = terminal.buffer;
      const lines = Array.from({ length: active.length }, (_, at) => active.getLine(at)?.translateToString(true) ?? '');
      return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
    },
    /** Whether a line is the continuation of the one above it. */
    async wrapped(): Promise<boolean> {
      await written;
      const { active } = terminal.buffer;
      return Array.from({ length: active.length }).some((_, at) => active.getLine(at)?.isWrapped);
    },
  };
}

function cursorAfter(text: string): boolean | undefined {
  const [show, hide] = [text.lastIndexOf('\u001b[?25h'), text.lastIndexOf('\u001b[?25l')];
  return show === hide ? undefined : show > hide;
}
