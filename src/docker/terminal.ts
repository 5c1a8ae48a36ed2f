// A person at a container: what is typed goes in, what is printed comes out, and the size of the window follows.

import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import type { Terminal } from '../run/engine.ts';
import { demultiplex } from './output.ts';
import { doing } from './trouble.ts';

/** What a container needs to be typed at. */
export function interactiveOptions({ isTty }: Pick<Terminal, 'isTty'>): Docker.ContainerCreateOptions {
  return { Tty: isTty, OpenStdin: true, StdinOnce: true, AttachStdin: true, AttachStdout: true, AttachStderr: true };
}

/**
 * Connects a terminal with a container that was made for it and starts that. Resolves when it is started; `drained`
 * does so after its last byte was written. Rejects with EngineFailure.
 */
export async function startAt(terminal: Terminal, container: Docker.Container, name: string): Promise<Conversation> {
  const stream = await doing(`Cannot listen to the container ${name}`, attached(container));
  const reading = read(stream, terminal);
  await doing(`Cannot start the container ${name}`, container.start());
  return converse(terminal, stream, reading, (size) => container.resize(size));
}

/** As dockerode's `attach`, which sends what it asks for as a body as well: Podman has that typed into the container. */
function attached({ id, modem }: Docker.Container): Promise<Duplex> {
  const { promise, resolve, reject } = Promise.withResolvers<Duplex>();
  (modem as Docker['modem']).dial(
    {
      method: 'POST',
      path: `/containers/${id}/attach?`,
      options: { stream: true, stdin: true, stdout: true, stderr: true },
      file: Buffer.alloc(0),
      hijack: true,
      openStdin: true,
      isStream: true,
      statusCodes: { 200: true, 404: 'no such container', 500: 'server error' },
    },
    (error, stream) => (error ? reject(error as Error) : resolve(stream as Duplex)),
  );
  return promise;
}

/**
 * Runs a command in a container that runs, at a terminal. Resolves when it is started; `exitCode` does so after its last
 * byte was written. Rejects with EngineFailure, as `exitCode` does.
 */
export async function execAt(
  terminal: Terminal,
  container: Docker.Container,
  command: readonly string[],
  name: string,
): Promise<{ readonly exitCode: Promise<number> }> {
  const { isTty } = terminal;
  const exec = await doing(
    `Cannot enter the service ${name}`,
    container.exec({
      Cmd: [...command],
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      Tty: isTty,
      ...(isTty ? { Env: ['TERM=xterm-256color'] } : {}),
    }),
  );
  const stream = await doing(`Cannot enter the service ${name}`, exec.start({ hijack: true, stdin: true, Tty: isTty }));
  const { drained } = converse(terminal, stream, read(stream, terminal), (size) => exec.resize(size));
  const exitCode = drained.then(async () => {
    const { ExitCode: code } = await doing(`The engine lost the shell in the service ${name}`, exec.inspect());
    // None: the connection went before the command did.
    return code ?? 1;
  });
  exitCode.catch(() => undefined);
  return { exitCode };
}

type Conversation = { readonly drained: Promise<void> };

function converse(
  terminal: Terminal,
  stream: Duplex,
  reading: Promise<void>,
  setSize: (size: { readonly h: number; readonly w: number }) => Promise<unknown>,
): Conversation {
  const resize = () => {
    const size = terminal.size();
    // What has just ended cannot be resized, and nobody minds.
    if (size) setSize({ h: size.rows, w: size.columns }).catch(() => undefined);
  };
  resize();
  const stopFollowing = terminal.onResize(resize);
  terminal.input.pipe(stream);
  // A connection that is reset has no more to say; what became of the container is asked of the engine.
  const drained = reading
    .catch(() => undefined)
    .finally(() => {
      stopFollowing();
      terminal.input.unpipe(stream);
      terminal.input.pause();
    });
  drained.catch(() => undefined);
  return { drained };
}

function read(stream: Duplex, terminal: Terminal): Promise<void> {
  return terminal.isTty ? written(stream, terminal) : demultiplex(stream, (bytes) => passed(bytes, terminal));
}

async function written(stream: Duplex, terminal: Terminal): Promise<void> {
  for await (const bytes of stream as AsyncIterable<Uint8Array>) await passed(bytes, terminal);
}

function passed(bytes: Uint8Array, { output }: Terminal): Promise<void> | undefined {
  if (bytes.length === 0 || output.write(bytes)) return undefined;
  // Somebody who goes away drains nothing any more.
  return new Promise((resolve) => {
    for (const event of ['drain', 'close', 'error']) output.once(event, () => resolve());
  });
}
