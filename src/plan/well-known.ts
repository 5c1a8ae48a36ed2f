// How services that everybody uses say that they are ready, so that most people never write it. A log line that only
// the really ready server prints comes first, since it costs nothing and needs no tool in the image; a command stands
// beside it for those who have turned logging off.

import type { Probe } from '../model/plan.ts';

const log = (...patterns: string[]): Probe => ({ kind: 'log', patterns });
const command = (...words: string[]): Probe => ({ kind: 'command', command: words });
const tcp = (port: number): Probe => ({ kind: 'tcp', port });
const http = (port: number, path: string): Probe => ({ kind: 'http', port, path });

/**
 * While it is initialised the image runs a temporary server on its socket alone, which logs that it accepts connections
 * too; listening on an address is what only the real one does.
 */
const postgres = [
  log('listening on IPv4 address', 'database system is ready to accept connections'),
  command('pg_isready', '-q', '-h', '127.0.0.1'),
];

/** The temporary server of the initialisation reports port 0. */
const mysql = [
  log('ready for connections[^]*?port: 3306'),
  command('mysqladmin', 'ping', '-h', '127.0.0.1', '--silent'),
];
const mariadb = [
  log('ready for connections[^]*?port: 3306'),
  command('healthcheck.sh', '--connect', '--innodb_initialized'),
];

const redis = [log('Ready to accept connections'), tcp(6379)];
const elasticsearch = [http(9200, '/_cluster/health?wait_for_status=yellow&timeout=1s')];

const probes: Readonly<Record<string, readonly Probe[]>> = {
  postgres,
  postgresql: postgres,
  postgis: postgres,
  pgvector: postgres,
  timescaledb: postgres,
  mysql,
  percona: mysql,
  mariadb,
  redis,
  valkey: redis,
  keydb: [tcp(6379)],
  mongo: [log('[Ww]aiting for connections')],
  rabbitmq: [log('Server startup complete')],
  memcached: [tcp(11211)],
  elasticsearch,
  opensearch: elasticsearch,
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
  const repository = reference.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  const name = repository.slice(repository.lastIndexOf('/') + 1);
  return (Object.hasOwn(probes, name) ? probes[name] : undefined) ?? [{ kind: 'image-default' }];
}
