/**
 * What `JSON.stringify(value, null, 2)` gives and a line end, in pieces of a few lines: the whole of a large run would not fit into one
 * text. The lists right below the value are the ones that are long.
 */
export function* jsonPieces(value: Readonly<Record<string, unknown>>): Generator<string> {
  let comma = '';
  yield '{';
  for (const [key, inner] of Object.entries(value)) {
    if (inner === undefined) continue;
    yield `${comma}\n  ${JSON.stringify(key)}: `;
    comma = ',';
    if (Array.isArray(inner) && inner.length > 0) yield* listPieces(inner);
    else yield indented(inner, '  ');
  }
  yield comma === '' ? '}\n' : '\n}\n';
}

function* listPieces(list: readonly unknown[]): Generator<string> {
  let start = '[\n    ';
  for (const item of list) {
    yield start + indented(item, '    ');
    start = ',\n    ';
  }
  yield '\n  ]';
}

/** What a list holds in place of what is no JSON is `null`. */
function indented(value: unknown, by: string): string {
  return (JSON.stringify(value, null, 2) ?? 'null').replaceAll('\n', `\n${by}`);
}
