// What pytest says of a file that it could not collect: a message that is the same for all of them, its own frames and
// the interpreter's, and at the end, behind an E, the cause.

const frame = /^(?:\S+|<frozen [\w.]+>):\d+: in \S+/;
const installed = /^(?:<frozen [\w.]+>|\S*\/(?:site-packages|dist-packages|lib\/python\d[\d.]*)\/\S*):\d+: in /;

/** The cause first, then the frames of the project; undefined where it tells of none. */
export function collectionFailure(message: string, lines: readonly string[]): readonly string[] | undefined {
  if (message !== 'collection failure') return undefined;
  const cause = lines.findLast((line) => /^E {3}\S/.test(line))?.slice(4);
  if (cause === undefined) return undefined;
  let isOwn = true;
  const kept = lines.filter((line) => {
    if (frame.test(line)) isOwn = !installed.test(line);
    else if (/^E\s/.test(line)) isOwn = true;
    return isOwn;
  });
  return [cause, ...kept];
}
