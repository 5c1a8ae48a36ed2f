export type Tone = 'green' | 'red' | 'amber' | 'magenta' | 'cyan' | 'dim' | 'bold' | 'plain';
export type Palette = Readonly<Record<Tone, (text: string) => string>>;

const codes: Readonly<Record<Tone, readonly [number, number] | undefined>> = {
  green: [32, 39],
  red: [31, 39],
  amber: [33, 39],
  magenta: [35, 39],
  cyan: [36, 39],
  dim: [2, 22],
  bold: [1, 22],
  plain: undefined,
};

/** Functions that colour a text by its tone; they return it as it is where `colour` is false. */
export function palette(colour: boolean): Palette {
  const paint = ([tone, code]: [string, readonly [number, number] | undefined]) => {
    const same = (text: string) => text;
    return [
      tone,
      colour && code ? (text: string) => (text ? `\u001b[${code[0]}m${text}\u001b[${code[1]}m` : '') : same,
    ];
  };
  return Object.fromEntries(Object.entries(codes).map(paint)) as Palette;
}
