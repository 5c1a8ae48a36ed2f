/** The uncovered tuples with their symbols, in no order, so that one can be drawn and all can be gone through. */
export type OpenTuples = {
  size: number;
  /** Its symbols, `strength` a tuple. */
  symbols: Int32Array;
  add(number: number): void;
  remove(number: number): void;
};

/** All tuples of these numbers, to begin with none of them. `write` puts a tuple's symbols at a place. */
export function createOpenTuples(
  numbers: number,
  strength: number,
  write: (number: number, symbols: Int32Array, at: number) => void,
): OpenTuples {
  const members = new Int32Array(numbers);
  const places = new Int32Array(numbers);
  const open: OpenTuples = {
    size: 0,
    symbols: new Int32Array(numbers * strength),
    add: (number) => {
      members[open.size] = number;
      places[number] = open.size;
      write(number, open.symbols, open.size * strength);
      open.size++;
    },
    remove: (number) => {
      const place = places[number] ?? 0;
      const last = --open.size;
      const moved = members[last] ?? 0;
      members[place] = moved;
      places[moved] = place;
      open.symbols.copyWithin(place * strength, last * strength, (last + 1) * strength);
    },
  };
  return open;
}
