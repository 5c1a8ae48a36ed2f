// One connection to an engine behind SSH: an ssh process, whose standard streams are the engine's socket.

import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';

/** Connects to the engine at the other end. The process ends with the connection. */
export function dialSsh(address: URL): Duplex {
  const user = address.username ? ['-l', decodeURIComponent(address.username)] : [];
  const port = address.port ? ['-p', address.port] : [];
  const far = ['--', address.hostname, 'docker', 'system', 'dial-stdio'];
  const ssh = spawn('ssh', ['-T', ...user, ...port, '-o', 'ConnectTimeout=30', ...far], { stdio: 'pipe' });

  let complaint = '';
  ssh.stderr.on('data', (bytes: Buffer) => {
    complaint = (complaint + bytes.toString()).slice(-1000);
  });
  const { promise: exited, resolve } = Promise.withResolvers<Error | null>();
  ssh.on('error', resolve);
  ssh.on('close', (code) =>
    resolve(code ? new Error(`ssh ${address.hostname}: ${complaint.trim() || `exit code ${code}`}`) : null),
  );

  const connection = new Duplex({
    read: () => ssh.stdout.resume(),
    write(chunk, _encoding, done) {
      // A broken pipe says nothing; why ssh ended is what its exit tells.
      ssh.stdin.write(chunk, (error) => (error ? void exited.then((why) => done(why ?? error)) : done()));
    },
    final: (done) => ssh.stdin.end(done),
    destroy(error, done) {
      ssh.kill();
      done(error);
    },
  });
  ssh.stdin.on('error', () => undefined);
  ssh.stdout.on('data', (chunk: Buffer) => {
    if (!connection.push(chunk)) ssh.stdout.pause();
  });
  // The end of the stream waits for the exit, which tells whether it is one.
  void exited.then((why) => {
    if (why) connection.destroy(why);
    else connection.push(null);
  });
  // What http asks of a socket. An idle connection must not keep the process alive; the rest a pipe has no use for.
  const handles = [ssh, ssh.stdin, ssh.stdout, ssh.stderr] as readonly { ref(): unknown; unref(): unknown }[];
  const nothing = () => connection;
  return Object.assign(connection, {
    setTimeout: nothing,
    setNoDelay: nothing,
    setKeepAlive: nothing,
    ref() {
      for (const handle of handles) handle.ref();
      return connection;
    },
    unref() {
      for (const handle of handles) handle.unref();
      return connection;
    },
  });
}
