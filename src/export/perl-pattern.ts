// A regular expression of JavaScript as one of Perl, which every Unix has and which knows what JavaScript's know: to
// `grep`, nothing spans lines and nothing can be said to be absent.

/** Letters that JavaScript takes for themselves after a backslash, and in which Perl sees more. */
const ownLetter = /^[ACEFGHIKLMNOQRTUVXYZaeghijlmoqyz]$/;

/** What is read differently, and what tells whether it stands in a class. */
const token = /(?:\\u[\da-fA-F]{4})+|\\[\s\S]|\[\^?\]?|\]/g;

/** The same pattern for Perl's `/ma`. */
export function perlPattern(source: string): string {
  let inClass = false;
  return source.replace(token, (one) => {
    if (/^\\u[\da-fA-F]{4}/.test(one)) return characters(one);
    if (one.startsWith('\\')) return ownLetter.test(one.slice(1)) ? one.slice(1) : one;
    if (inClass) {
      inClass = !one.endsWith(']');
      // Perl has names for classes: [[:alpha:]].
      return one.startsWith('[') ? `\\${one}` : one;
    }
    if (one === '[^]') return '[\\s\\S]';
    if (one === '[]') return '(?!)';
    inClass = one.startsWith('[');
    return one;
  });
}

/** Escapes of UTF-16, of which two may be one character. */
function characters(escapes: string): string {
  const codes = escapes.match(/[\da-fA-F]{4}/g) ?? [];
  const text = String.fromCharCode(...codes.map((code) => Number.parseInt(code, 16)));
  return [...text].map((character) => `\\x{${character.codePointAt(0)?.toString(16)}}`).join('');
}
