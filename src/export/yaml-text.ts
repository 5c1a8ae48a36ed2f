// YAML that every reader takes in the same way: those of YAML 1.1, in which `no` is false, and those of 1.2.

export type YamlValue = string | number | boolean | null | readonly YamlValue[] | YamlMap;
export type YamlMap = { readonly [key: string]: YamlValue | undefined };

/** The map as a block, one entry a line. Entries that are undefined are left out. */
export function yamlText(map: YamlMap): string {
  const entries = entriesOf(map, '');
  return `${entries.length === 0 ? '{}' : entries.join('\n')}\n`;
}

function entriesOf(map: YamlMap, indent: string): readonly string[] {
  return Object.entries(map).flatMap(([key, value]) =>
    value === undefined ? [] : nested(`${indent}${scalar(key)}:`, value, `${indent}  `),
  );
}

function nested(head: string, value: YamlValue, indent: string): readonly string[] {
  if (value === null) return [head];
  if (typeof value !== 'object') return [`${head} ${typeof value === 'string' ? scalar(value) : value}`];
  if (isList(value)) {
    if (value.length === 0) return [`${head} []`];
    return [head, ...value.flatMap((one) => nested(`${indent}-`, one, `${indent}  `))];
  }
  const entries = entriesOf(value, indent);
  return entries.length === 0 ? [`${head} {}`] : [head, ...entries];
}

function isList(value: readonly YamlValue[] | YamlMap): value is readonly YamlValue[] {
  return Array.isArray(value);
}

/** What is text without quotes in every version. */
const plain = /^(?:(?:-{0,2}[A-Za-z]|\.{0,2}\/)(?:[\w./:@+-]*[\w./@+-])?|\d+s)$/;
/** The last is what some take for a number. */
const otherThanText = /^(?:y|n|yes|no|on|off|true|false|null|-{0,2}e[+-]?\d+)$/i;

/** JSON leaves these as they are; in YAML they end a line, are no text, or are taken for the mark at a file's beginning. */
const unsafe = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

function scalar(text: string): string {
  if (plain.test(text) && !otherThanText.test(text)) return text;
  return JSON.stringify(text).replace(unsafe, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
