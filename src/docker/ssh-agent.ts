// ssh:// engines are reached as the docker client reaches them: `ssh HOST docker system dial-stdio`, whose standard
// streams are the engine's socket. The user's own ssh brings the keys, the known hosts and the jump hosts.

import { spawn } from 'node:child_process';
import { Agent } from 'node:http';
import { Duplex } from 'node:stream';

/** An HTTP agent whose connections are ssh processes. They end with their connection. */
export function sshAgent(address: URL): Agent {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 4 });
  // Node's types know only of net.Socket here; http itself is content with any Duplex.
  Object.assign(agent, { createConnection: () => dial(address) });
  return agent;
}

function dial(address: URL): Duplex {
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
