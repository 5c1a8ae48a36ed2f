// How services that everybody uses say that they are ready, so that most people never write it. A log line that only
// the really ready server prints comes first, since it costs nothing and needs no tool in the image; a command stands
// beside it for those who have turned logging off.

import type { Probe } from '../model/plan.ts';

const log = (...patterns: string[]): Probe => ({ kind: 'log', patterns });
const command = (...words: string[]): Probe => ({ kind: 'command', command: words });
const tcp = (port: number): Probe => ({ kind: 'tcp', port });
const http = (port: number, path: string): Probe => ({ kind: 'http', port, path });

/**
 * While it is initialised the image runs a temporary server, on its socket or on loopback alone, which logs that it
 * accepts connections too; listening on another address is what only the real one does. Without a user, pg_isready
 * makes the server log that the role "root" does not exist.
 */
const postgres = [
  log('listening on IPv4 address "(?!127\\.)', 'database system is ready to accept connections'),
  command('sh', '-c', 'exec pg_isready -q -h 127.0.0.1 -U "${POSTGRES_USER:-postgres}"'),
];

/** The temporary server of the initialisation reports port 0; the X protocol, ready before SQL is, port 33060. */
const mysqlLog = log('ready for connections[^]*?port: 3306\\b');
const mysql = [mysqlLog, command('mysqladmin', 'ping', '-h', '127.0.0.1', '--silent')];
const mariadb = [mysqlLog, command('healthcheck.sh', '--connect', '--innodb_initialized')];

/** With a root user to be made, the image initialises by a temporary server on loopback, which waits as well. */
const mongo = [log('Listening on.*0\\.0\\.0\\.0', '[Ww]aiting for connections'), tcp(27017)];

const redis = [log('Ready to accept connections'), tcp(6379)];
/** Where security is on, HTTP answers nobody who has no password: then only the log tells. */
const clusterHealth = http(9200, '/_cluster/health?wait_for_status=yellow&timeout=1s');
const elasticsearch = [log('"message": ?"started'), clusterHealth];
const opensearch = [log('\\[o\\.o\\.n\\.Node *\\] \\[.*\\] started'), clusterHealth];

const probes: Readonly<Record<string, readonly Probe[]>> = {
  postgres,
  postgresql: postgres,
  postgis: postgres,
  pgvector: postgres,
  timescaledb: postgres,
  'timescaledb-ha': postgres,
  mysql,
  percona: mysql,
  mariadb,
  redis,
  valkey: redis,
  keydb: [tcp(6379)],
  mongo,
  rabbitmq: [log('Server startup complete')],
  memcached: [tcp(11211)],
  elasticsearch,
  opensearch,
  nats: [log('Server is ready')],
  minio: [http(9000, '/minio/health/ready')],
  kafka: [log('Kafka Server started')],
  'clickhouse-server': [http(8123, '/ping')],
  clickhouse: [http(8123, '/ping')],
  cassandra: [log('Starting listening for CQL clients')],
  cockroach: [http(8080, '/health?ready=1')],
  nginx: [tcp(80)],
  etcd: [http(2379, '/health')],
  mailpit: [http(8025, '/readyz')],
};

/** The probes for an image reference by the last part of its name; what the image says of itself where it is not known. */
export function wellKnownProbes(reference: string): readonly Probe[] {
  const name = imageName(reference);
  return (Object.hasOwn(probes, name) ? probes[name] : undefined) ?? [{ kind: 'image-default' }];
}

/** The last part of what a reference names, without its registry, tag and digest: `postgres`. */
export function imageName(reference: string): string {
  const repository = reference.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  return repository.slice(repository.lastIndexOf('/') + 1);
}
