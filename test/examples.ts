// The matrix files of matrices/, and how much of each is run for real where time counts. All of each is with
// MATRIX_EXAMPLES=all, which needs more images: npm run engine:start -- IMAGE…

export type Example = {
  readonly name: string;
  readonly cells: number;
  /** What npm test runs of it; the rest is planned only. */
  readonly only: readonly string[];
  /** And what it adds to the test command then: a suite that has just run need not run whole again. */
  readonly words?: readonly string[];
};

export const examples: readonly Example[] = [
  // test/engine/main-job.test.ts runs all nine, and looks closer.
  { name: 'node-postgres', cells: 9, only: ['node=20,postgres=17'] },
  { name: 'node-redis', cells: 9, only: ['node=20,redis=7.0'] },
  { name: 'node-only', cells: 9, only: ['node=13|15|20'] },
  { name: 'pairwise', cells: 9, only: ['node=15'] },
  { name: 'php-nginx-mariadb', cells: 9, only: ['php=8.2,mariadb=10.11'] },
  { name: 'self', cells: 2, only: ['node=22'], words: ['test/matrix', 'test/config'] },
];
