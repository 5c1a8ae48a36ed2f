/** Something that is to be removed, in words, and how. */
export type Doomed = {
  /** `image matrix-run/app:1f2e…`. */
  readonly what: string;
  readonly why: string;
  remove(): Promise<void>;
};

/** What is to go of one kind, and what is not, in words, and why. */
export type Doom = {
  readonly doomed: readonly Doomed[];
  /** `3 images in use`; empty where nothing is left alone. */
  readonly spared: readonly string[];
  /** What is freed, in words: `2.1 GiB of images at most`. */
  readonly freed?: string;
  /** What else there is to say of it. */
  readonly note?: string;
};
