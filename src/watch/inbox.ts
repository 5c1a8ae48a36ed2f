/** What the loop is told: files changed, somebody wants cells again, or an end. */
export type Happening =
  | { readonly kind: 'changed' }
  | { readonly kind: 'again'; readonly which: 'all' | 'failed' }
  /** `code`: what the process is to end with, where that is not what the last round came to. */
  | { readonly kind: 'end'; readonly code?: number };

export type Inbox = {
  put(happening: Happening): void;
  /** Resolves when there is something. */
  filled(): Promise<void>;
  /** The first that is there. Several changes are one. */
  take(): Happening | undefined;
  /** Takes the changes out; whether there were any. */
  takeChanges(): boolean;
  has(kind: Happening['kind']): boolean;
};

/** Keeps what happens in order until somebody looks. */
export function createInbox(): Inbox {
  let queue: readonly Happening[] = [];
  let waiting: (() => void)[] = [];
  const takeChanges = () => {
    const before = queue.length;
    queue = queue.filter(({ kind }) => kind !== 'changed');
    return queue.length < before;
  };
  return {
    put(happening) {
      queue = [...queue.filter(({ kind }) => kind !== 'changed' || happening.kind !== 'changed'), happening];
      for (const resolve of waiting.splice(0)) resolve();
    },
    filled() {
      if (queue.length > 0) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting = [...waiting, resolve];
      return promise;
    },
    take() {
      const [first, ...rest] = queue;
      queue = rest;
      return first;
    },
    takeChanges,
    has: (wanted) => queue.some(({ kind }) => kind === wanted),
  };
}
