/** The same work, done once for each key. */
export function memoised<T>(work: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (key) => {
    const promise = known.get(key) ?? work(key);
    known.set(key, promise);
    return promise;
  };
}
