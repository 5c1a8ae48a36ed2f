// A selector is a condition on a cell's values; the same grammar in the file and on the command line.

/** As the matrix file writes it: every key must match; a cell that lacks a key does not match. */
export type SelectorMap = Readonly<Record<string, SelectorTerm>>;

/** A value, a comparison of versions (`">=15 <20"`), a list of alternatives, or a negation. */
export type SelectorTerm = string | readonly string[] | { readonly not: SelectorTerm };

/** The parsed form. */
export type Selector = readonly { readonly key: string; readonly condition: Condition }[];

export type Condition =
  | { readonly kind: 'any-of'; readonly values: readonly string[] }
  | { readonly kind: 'version'; readonly bounds: readonly VersionBound[] }
  | { readonly kind: 'not'; readonly condition: Condition };

export type VersionBound = { readonly operator: '<' | '<=' | '>' | '>=' | '='; readonly version: string };
