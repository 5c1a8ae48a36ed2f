/**
 * What was asked for, or why it is not known: a failure, or no answer in so long a time. For what is only looked at, and
 * must keep nobody waiting.
 */
export async function within<T>(ms: number, asked: Promise<T>): Promise<T | { readonly unknown: string }> {
  const { promise, resolve } = Promise.withResolvers<{ readonly unknown: string }>();
  const timer = setTimeout(() => resolve({ unknown: `there was no answer within ${ms / 1000} s` }), ms);
  const failed = (error: unknown) => ({ unknown: error instanceof Error ? error.message : String(error) });
  try {
    return await Promise.race([asked.catch(failed), promise]);
  } finally {
    clearTimeout(timer);
  }
}
