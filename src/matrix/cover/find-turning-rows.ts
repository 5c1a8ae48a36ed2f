import type { Random } from './random.ts';
import { costOf, createTurningTable, partnerOf, type Turning, type TurningTable, turnCell } from './turning-table.ts';

/** How long to look, for each class of pairs. */
const stepsPerClass = 40;
/** And how long at most, in looks at pairs. */
const mostWork = 50_000_000;

/**
 * Looks for `count` rows that, turned in all ways, cover every pair but those of two fixed values: a search as that
 * for covers, but through a space that is as much smaller as there are ways to turn.
 */
export function findTurningRows(turning: Turning, count: number, random: Random): Int32Array | undefined {
  const { axes, size } = turning;
  const table = createTurningTable(
    turning,
    Int32Array.from({ length: count * axes }, () => random(size)),
  );
  const rested = new Int32Array(table.cells.length);
  const steps = Math.min(stepsPerClass * table.open.size, mostWork / (2 * count * axes));
  for (let step = 0; table.open.size > 0; step++) {
    if (step > steps) return undefined;
    const { at, axis, value } = findTurn(table, rested, step, random);
    if (at < 0) continue;
    turnCell(table, at, axis, value);
    rested[at + axis] = step + 1 + random(3);
  }
  return table.cells;
}

/** The cheapest change of one cell that brings some open class. */
function findTurn(table: TurningTable, rested: Int32Array, step: number, random: Random) {
  const { axes, cells, width, open } = table;
  const number = open.symbols[random(open.size)] ?? 0;
  const pair = Math.floor(number / width);
  const [first, second] = [Math.floor(pair / axes), pair % axes];
  const best = { at: -1, axis: 0, value: 0, cost: 0x7fffffff };
  for (let at = 0; at < cells.length; at += axes) {
    for (let side = 0; side < 2; side++) {
      const axis = side === 0 ? first : second;
      if ((rested[at + axis] ?? 0) > step) continue;
      const value = partnerOf(table, number % width, cells[at + first + second - axis] ?? 0, side === 0, random);
      if (value < 0) continue;
      const cost = costOf(table, at, axis, value);
      if (cost > best.cost || (cost === best.cost && random(2) > 0)) continue;
      best.at = at;
      best.axis = axis;
      best.value = value;
      best.cost = cost;
    }
  }
  return best;
}
