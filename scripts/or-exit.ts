/** Does the work; trouble is told in its own sentence and ends the process with the code. */
export async function orExit<T>(code: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(code);
  }
}
