/** A line, or a part of one that is very long. */
export type LogPiece = { readonly text: string; readonly isEnd: boolean };

/** A line may be as long as the log. */
const usualLength = 64 * 1024;

/** The lines of a log, each in one piece unless it is longer than `longest` characters and a chunk. */
export async function* logPieces(chunks: AsyncIterable<string>, longest = usualLength): AsyncGenerator<LogPiece> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) yield { text, isEnd: true };
    if (rest.length < longest) continue;
    yield { text: rest, isEnd: false };
    rest = '';
  }
  if (rest !== '') yield { text: rest, isEnd: true };
}
