// tape, zora and brittle write `# name` before the tests that it is about, in documents that begin with one. Elsewhere a
// comment is about the test above it, or about nothing.

export type TapHeadings = {
  /** A comment of the document itself. */
  comment(text: string): void;
  /** Who names tests as the specification has it uses no headings. */
  subtest(): void;
  /** A test is next: what was seen before the first of them decides. */
  point(document: { readonly hasVersion: boolean; readonly hasPlan: boolean }): void;
  /** Whether comments are headings; false until the first test. */
  areUsed(): boolean;
  /** Empty where there is none. */
  last(): string;
};

export function createTapHeadings(): TapHeadings {
  let are: 'unknown' | 'used' | 'unused' = 'unknown';
  let last = '';
  return {
    comment(text) {
      if (are !== 'unused' && text.trim() !== '') last = text.trim().replace(/^(TODO|SKIP) /, '');
    },
    subtest() {
      if (are === 'unknown') are = 'unused';
    },
    point({ hasVersion, hasPlan }) {
      if (are === 'unknown') are = hasVersion && !hasPlan && last !== '' ? 'used' : 'unused';
    },
    areUsed: () => are === 'used',
    last: () => (are === 'used' ? last : ''),
  };
}
