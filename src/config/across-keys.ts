import * as z from 'zod';

export type Mistake = { readonly path: readonly string[]; readonly message: string };

/**
 * A check of which keys of a map go together. Unlike a refinement it also runs where one of the values is wrong, so
 * that all mistakes of a file come at once; so it must expect anything behind the keys. `isWrong` says whether a key
 * was complained of already.
 */
export function acrossKeys<T>(
  judge: (map: Readonly<Record<string, unknown>>, isWrong: (key: string) => boolean) => readonly Mistake[],
) {
  return z.superRefine<T>(
    (value, context) => {
      if (!isMap(value)) return;
      const wrong = new Set(context.issues.map(({ path }) => path?.[0]));
      const mistakes = judge(value, (key) => wrong.has(key));
      for (const { path, message } of mistakes) context.addIssue({ code: 'custom', path: [...path], message });
    },
    { when: () => true },
  );
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
