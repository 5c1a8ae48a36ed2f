import { describe, expect, test } from 'vitest';
import { createLogProbe } from '../../src/docker/log-probe.ts';
import { wellKnownProbes } from '../../src/plan/well-known.ts';

/** What the images print while they initialise by a temporary server, and once the real one is there. */
const logs: readonly (readonly [image: string, initialising: string, ready: string])[] = [
  [
    'postgres:15',
    `LOG:  listening on Unix socket "/var/run/postgresql/.s.PGSQL.5432"
LOG:  database system is ready to accept connections
LOG:  received fast shutdown request
LOG:  listening on IPv4 address "0.0.0.0", port 5432
LOG:  listening on Unix socket "/var/run/postgresql/.s.PGSQL.5432"
`,
    'LOG:  database system is ready to accept connections\n',
  ],
  [
    'bitnami/postgresql',
    `LOG:  listening on IPv4 address "127.0.0.1", port 5432
LOG:  database system is ready to accept connections
LOG:  listening on IPv4 address "0.0.0.0", port 5432
`,
    'LOG:  database system is ready to accept connections\n',
  ],
  [
    'mysql:8',
    `[Server] X Plugin ready for connections. Socket: /var/run/mysqld/mysqlx.sock
[Server] /usr/sbin/mysqld: ready for connections. Version: '8.0.36'  socket: '/var/run/mysqld/mysqld.sock'  port: 0
[Server] X Plugin ready for connections. Bind-address: '::' port: 33060, socket: /var/run/mysqld/mysqlx.sock
`,
    "[Server] /usr/sbin/mysqld: ready for connections. Version: '8.0.36'  socket: '/var/run/mysqld/mysqld.sock'  port: 3306\n",
  ],
  [
    'mariadb:11',
    `mariadbd: ready for connections.
Version: '11.4.2-MariaDB'  socket: '/run/mysqld/mysqld.sock'  port: 0  mariadb.org binary distribution
mariadbd: ready for connections.
`,
    "Version: '11.4.2-MariaDB'  socket: '/run/mysqld/mysqld.sock'  port: 3306  mariadb.org binary distribution\n",
  ],
  [
    'mongo:7',
    `{"msg":"Listening on","attr":{"address":"127.0.0.1:27017"}}
{"msg":"Waiting for connections","attr":{"port":27017,"ssl":"off"}}
{"msg":"Listening on","attr":{"address":"0.0.0.0:27017"}}
`,
    '{"msg":"Waiting for connections","attr":{"port":27017,"ssl":"off"}}\n',
  ],
];

describe('a log says that the real server is ready, not the temporary one', () => {
  test.each(logs)('%s', async (image, initialising, ready) => {
    const probe = wellKnownProbes(image).find(({ kind }) => kind === 'log');
    let satisfied = false;
    const looking = createLogProbe(probe?.kind === 'log' ? probe.patterns : []);
    const done = looking.satisfied.then(() => {
      satisfied = true;
    });
    looking.push(Buffer.from(initialising));
    await Promise.resolve();
    expect(satisfied).toBe(false);
    looking.push(Buffer.from(ready));
    await done;
  });
});

test.each([
  ['postgres', 'log'],
  ['postgres:15-alpine', 'log'],
  ['postgis/postgis:16-3.4', 'log'],
  ['registry.example:5000/library/redis:7', 'log'],
  ['docker.elastic.co/elasticsearch/elasticsearch:8.15.0', 'log'],
  ['apache/kafka:3.8.0', 'log'],
  ['memcached@sha256:abc', 'tcp'],
  ['clickhouse/clickhouse-server', 'http'],
  ['example/thing:1', 'image-default'],
  ['constructor', 'image-default'],
])('%s is asked by %s first', (image, kind) => {
  expect(wellKnownProbes(image)[0]?.kind).toBe(kind);
});
