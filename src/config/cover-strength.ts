/** What is written for `cover`: all, pairwise or a strength; undefined where it is none of them. */
export function coverOf(text: string): 'all' | number | undefined {
  if (text === 'all') return text;
  if (text === 'pairwise') return 2;
  return /^[2-6]$/.test(text) ? Number(text) : undefined;
}
