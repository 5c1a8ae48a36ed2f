/**
 * What cannot be judged, since a part of the file that it depends on is wrong: complaining of what is fine but for
 * another mistake, which was told already, helps nobody.
 */
export type Doubt = {
  /** Whether anything is in doubt. */
  readonly any: boolean;
  /** Whether the values of an axis (or of a key that `include` brings) are not all known. */
  about(key: string): boolean;
};

export const noDoubt: Doubt = { any: false, about: () => false };

export const allDoubt: Doubt = { any: true, about: () => true };
