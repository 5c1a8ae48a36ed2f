import { MatrixError } from '../errors.ts';

/**
 * The words of a text as a shell would separate them: quotes and backslashes mean what they mean there, and nothing
 * else does. Throws a MatrixError (`usage`) where a quote is not closed.
 */
export function splitWords(text: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const sign = text.charAt(at);
    const next = text.charAt(at + 1);
    if (sign === '\\' && quote !== "'" && next === '\n') at += 1;
    else if (sign === '\\' && quote !== "'" && (quote === '' || '"\\$`'.includes(next))) {
      word = (word ?? '') + next;
      at += 1;
    } else if (quote !== '') {
      if (sign === quote) quote = '';
      else word = (word ?? '') + sign;
    } else if (sign === '"' || sign === "'") {
      quote = sign;
      word ??= '';
    } else if (!/\s/.test(sign)) {
      word = (word ?? '') + sign;
    } else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  if (quote !== '') {
    throw new MatrixError('usage', `The input "args" has a ${quote} that is not closed: ${text}`);
  }
  return word === undefined ? words : [...words, word];
}
