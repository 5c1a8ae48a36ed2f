// How trouble is told, and what it means to the caller's shell.

import { MatrixError } from '../errors.ts';
import { diagnosticsText } from '../report/diagnostics.ts';
import { harmless, printableOnGithub } from '../report/printable.ts';
import { screenOf } from './terminal.ts';

const exitCodes = { usage: 2, 'empty-selection': 4, engine: 3 } as const;

/** Tells what was thrown on stderr, a bug of ours with its stack, and returns the exit code. */
export function tellTrouble(error: unknown): number {
  const screen = screenOf(process.stderr);
  if (!(error instanceof MatrixError)) {
    screen.write(`matrix: this is a bug of matrix\n${error instanceof Error ? error.stack : String(error)}\n`);
    return exitCodes.engine;
  }
  if (error.diagnostics.length > 0) screen.write(harmless(`${diagnosticsText(error.diagnostics, screen)}\n\n`));
  const hint = error.hint === undefined ? [] : [`  hint: ${error.hint}`];
  for (const line of [`matrix: ${error.message}`, ...hint].join('\n').split('\n'))
    screen.write(`${printableOnGithub(line)}\n`);
  return exitCodes[error.code];
}
