import type { Summary } from '../model/summary.ts';
import type { RunTests } from '../model/test-result.ts';
import { jsonPieces } from './json-pieces.ts';
import { runJson } from './run-json.ts';
import { writeAtomically } from './write-atomically.ts';

export type RunFile = {
  /** Asks for a rewrite. While one is under way the latest summary waits, and those in between are skipped. */
  update(summary: Summary, tests?: RunTests): void;
  /** Resolves when the last summary is written, or was refused. Never rejects. */
  settled(): Promise<void>;
};

/** Keeps `run.json` in step with the summary, at most one write at a time. */
export function createRunFile(path: string, onTrouble: (error: unknown) => void): RunFile {
  let next: { readonly summary: Summary; readonly tests: RunTests | undefined } | undefined;
  let writing: Promise<void> | undefined;
  const drain = async () => {
    while (next) {
      const { summary, tests } = next;
      next = undefined;
      await writeAtomically(path, jsonPieces(runJson(summary, tests))).catch(onTrouble);
    }
    writing = undefined;
  };
  return {
    update(summary, tests) {
      next = { summary, tests };
      writing ??= drain();
    },
    async settled() {
      while (writing) await writing;
    },
  };
}
