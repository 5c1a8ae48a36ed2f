// Looks into what was parsed of somebody's file, of which nothing is certain.

export type Json = Readonly<Record<string, unknown>>;

/** The value as a map; undefined where it is none. */
export function record(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

/** The map below these keys; an empty one where there is none. */
export function recordAt(value: unknown, ...path: readonly string[]): Json {
  return record(valueAt(value, path)) ?? {};
}

/** The text below these keys; undefined where there is none. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = valueAt(value, path);
  return typeof found === 'string' && found.trim() !== '' ? found.trim() : undefined;
}

/** The list below these keys; an empty one where there is none. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = valueAt(value, path);
  return Array.isArray(found) ? (found as readonly unknown[]) : [];
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  let here = value;
  for (const key of path) {
    const map = record(here);
    here = map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
  }
  return here;
}
