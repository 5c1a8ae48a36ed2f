// Which of several cells is meant: asked of a person, since nothing else can tell.

import { createInterface } from 'node:readline';
import type { CellPlan } from '../model/plan.ts';
import { notice } from './terminal.ts';

/** So many fit on a screen. */
const mostOffered = 30;

/** Whether there is somebody who can be asked. */
export function canAsk(cells: readonly CellPlan[]): boolean {
  return Boolean(process.stdin.isTTY && process.stderr.isTTY) && cells.length <= mostOffered;
}

/** Asks which one it is to be, until the answer is one of them; undefined where nobody answers (Ctrl-C, Ctrl-D). */
export async function chooseCell(question: string, cells: readonly CellPlan[]): Promise<CellPlan | undefined> {
  notice(question);
  for (const [index, { id }] of cells.entries()) notice(`  ${String(index + 1).padStart(2)}  ${id}`);
  const asking = createInterface({
    input: process.stdin,
    output: process.stderr,
    prompt: `which one? [1-${cells.length}] `,
  });
  asking.prompt();
  try {
    for await (const line of asking) {
      const answer = line.trim();
      const cell = cells[Number(answer) - 1] ?? cells.find(({ id }) => id === answer);
      if (cell) return cell;
      asking.prompt();
    }
    return undefined;
  } finally {
    asking.close();
  }
}
