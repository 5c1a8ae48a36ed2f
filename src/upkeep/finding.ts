/** `fail`: a run would be stopped by it. `warn`: a run begins, but may not go well. */
export type Level = 'ok' | 'warn' | 'fail';

/** What one check came to, in a sentence each: what is so, and what mends it. */
export type Finding = {
  readonly check: string;
  readonly level: Level;
  readonly text: string;
  readonly fix?: string;
};

/** What makes findings of one check. */
export function findingsOf(check: string) {
  return {
    ok: (text: string): Finding => ({ check, level: 'ok', text }),
    warn: (text: string, fix: string): Finding => ({ check, level: 'warn', text, fix }),
    fail: (text: string, fix: string): Finding => ({ check, level: 'fail', text, fix }),
  };
}
