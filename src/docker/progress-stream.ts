import { createInterface } from 'node:readline';

/**
 * The messages of a build or a pull, one JSON value a line. Ends when the engine has no more to say, and throws what
 * the connection throws; an error *message* is for the caller to find, since each stream writes it in its own way.
 */
export async function* readProgress<Message>(stream: NodeJS.ReadableStream): AsyncGenerator<Message> {
  // readline does not pass a stream's error on, and would wait for ever for the line after it.
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => undefined);
  stream.on('error', broken.reject);
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]();
  for (;;) {
    const line = await Promise.race([lines.next(), broken.promise]);
    if (line.done) return;
    if (line.value.trim() !== '') yield JSON.parse(line.value) as Message;
  }
}
