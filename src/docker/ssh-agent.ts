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
  const command = [
    ...user,
    ...port,
    '-o',
    'ConnectTimeout=30',
    '--',
    address.hostname,
    'docker',
    'system',
    'dial-stdio',
  ];
  const ssh = spawn('ssh', ['-T', ...command], { stdio: ['pipe', 'pipe', 'pipe'] });
  const connection = Duplex.from({ readable: ssh.stdout, writable: ssh.stdin });
  let complaint = '';
  ssh.stderr.on('data', (bytes: Buffer) => {
    complaint = (complaint + bytes.toString()).slice(-1000);
  });
  ssh.on('error', (error) => connection.destroy(error));
  ssh.on('exit', (code) => {
    if (code) connection.destroy(new Error(`ssh ${address.hostname}: ${complaint.trim() || `exit code ${code}`}`));
  });
  connection.on('close', () => ssh.kill());
  // What http asks of a socket and a pipe has no use for.
  return Object.assign(connection, {
    setTimeout: () => connection,
    setNoDelay: () => connection,
    setKeepAlive: () => connection,
    ref: () => connection,
    unref: () => connection,
  });
}
