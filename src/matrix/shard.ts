/** The how-manyth, from 1, of how many parts. */
export type Shard = { readonly index: number; readonly count: number };

/** `2/5`; undefined where it is none. */
export function parseShard(text: string): Shard | undefined {
  const [, index, count] = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(text) ?? [];
  if (index === undefined || count === undefined || Number(index) > Number(count)) return undefined;
  return { index: Number(index), count: Number(count) };
}
