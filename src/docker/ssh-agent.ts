// ssh:// engines are reached as the docker client reaches them: `ssh HOST docker system dial-stdio`, whose standard
// streams are the engine's socket. The user's own ssh brings the keys, the known hosts and the jump hosts.

import { Agent } from 'node:http';
import { dialSsh } from './ssh-dial.ts';

/** An HTTP agent whose connections are ssh processes. They end with their connection. */
export function sshAgent(address: URL): Agent {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 4 });
  // Node's types know only of net.Socket here; http itself is content with any Duplex.
  Object.assign(agent, { createConnection: () => dialSsh(address) });
  return agent;
}
