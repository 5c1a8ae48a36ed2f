import { defineConfig } from 'vitest/config';

// `unit` needs nothing; `engine` and `chaos` need a container engine, named by
// MATRIX_TEST_ENGINE; `page` needs a Chromium, named by MATRIX_TEST_BROWSER. Which of them run is decided
// by scripts/test.mjs, which says so when it has to leave one out.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/engine/**', 'test/chaos/**', 'test/page/**'],
          // Nothing here is measured: this only ends what hangs, on a machine however busy.
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'page',
          include: ['test/page/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'engine',
          include: ['test/engine/**/*.test.ts'],
          // Two processors and one engine: files side by side would measure each other.
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'chaos',
          include: ['test/chaos/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
