/** Where a reporter writes. Nothing in report/ touches the process: sizes and abilities are decided by the caller. */
export type Screen = {
  /** Takes text as it is, line ends included. */
  write(text: string): void;
  /** Read at every drawing, so that a getter may follow a terminal's size. */
  readonly columns: number;
  readonly rows: number;
  readonly colour: boolean;
  /** False where only ASCII can be shown. */
  readonly unicode: boolean;
};

/** What a text on a screen depends on. */
export type Style = Pick<Screen, 'columns' | 'colour' | 'unicode'>;
