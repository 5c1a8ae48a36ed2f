// How one talks to services that everybody uses: the client that is in the image, as the user that the image made.

import { imageName } from './well-known.ts';

const clients: Readonly<Record<string, string>> = {
  postgres: 'psql -U "${POSTGRES_USER:-postgres}" -d "${POSTGRES_DB:-${POSTGRES_USER:-postgres}}"',
  mysql: mysqlClient('mysql'),
  mariadb: mysqlClient('mariadb'),
  redis: 'redis-cli',
  valkey: 'valkey-cli',
  mongo: 'mongosh',
  'clickhouse-server': 'clickhouse-client',
  cassandra: 'cqlsh',
  cockroach: 'cockroach sql --insecure',
};

const sameAs: Readonly<Record<string, string>> = {
  postgresql: 'postgres',
  postgis: 'postgres',
  pgvector: 'postgres',
  timescaledb: 'postgres',
  percona: 'mysql',
  clickhouse: 'clickhouse-server',
};

/** MARIADB_… before MYSQL_…, as the images read them; the password goes by the environment, which nobody else sees. */
function mysqlClient(program: string): string {
  const of = (name: string) => `\${MARIADB_${name}:-$MYSQL_${name}}`;
  return `env MYSQL_PWD="\${MARIADB_PASSWORD:-\${MYSQL_PASSWORD:-${of('ROOT_PASSWORD')}}}" ${program} -u "\${MARIADB_USER:-\${MYSQL_USER:-root}}" ${of('DATABASE')}`;
}

/**
 * The command that opens a service to somebody: the client of what is in the image where that is known and there, else
 * the most comfortable shell that the image has.
 */
export function clientCommand(reference: string): readonly string[] {
  const name = imageName(reference);
  const client = clients[sameAs[name] ?? name];
  const program = client?.replace(/^env \S+ /, '').split(' ')[0];
  const first = client === undefined ? '' : `command -v ${program} > /dev/null && exec ${client}\n`;
  return ['sh', '-c', `${first}command -v bash > /dev/null && exec bash\nexec sh`];
}
