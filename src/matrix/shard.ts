/** The how-manyth, from 1, of how many parts. */
export type Shard = { readonly index: number; readonly count: number };

/** `2/5`; undefined where it is none. */
export function parseShard(text: string): Shard | undefined {
  const [, index, count] = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(text) ?? [];
  if (index === undefined || count === undefined || Number(index) > Number(count)) return undefined;
  return { index: Number(index), count: Number(count) };
}

/**
 * Where the shard begins and ends among so many cells. Neighbours stay together, since they are the ones that share
 * images; the sizes of two shards differ by one at most.
 */
export function shardBounds({ index, count }: Shard, cells: number): readonly [from: number, to: number] {
  return [Math.floor(((index - 1) * cells) / count), Math.floor((index * cells) / count)];
}
