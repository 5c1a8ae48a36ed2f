// dockerode waits for ever for the rest of an answer whose connection has gone: of an engine that dies while a suite is
// waited for nothing more would be heard. Here answers are read so that it is an error.

import { addAbortSignal, type Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type Docker from 'dockerode';

type Dial = Docker['modem']['dial'];

/** The same engine, whose answers come whole or are rejected. */
export function withWholeAnswers(docker: Docker): Docker {
  const { modem } = docker;
  const dial: Dial = modem.dial.bind(modem);
  modem.dial = (options, callback) => {
    if (options.isStream || options.hijack || options.openStdin) return dial(options, callback);
    dial({ ...options, isStream: true }, (error, answer) => {
      if (error) callback?.(error, null);
      else
        read(answer as Readable, options.abortSignal).then(
          (whole) => callback?.(null, whole),
          (broken: Error) => callback?.(broken, null),
        );
    });
  };
  return docker;
}

/** As dockerode gives it: JSON where it is that, else the bytes. */
async function read(answer: Readable, signal: AbortSignal | undefined): Promise<object> {
  const bytes = await buffer(signal ? addAbortSignal(signal, answer) : answer);
  try {
    return JSON.parse(bytes.toString('utf8')) as object;
  } catch {
    return bytes;
  }
}
