// Which database a driver among the dependencies speaks to, and a service for it that runs as it is.

import type { DraftAxis, DraftService } from './draft.ts';

type Database = {
  readonly name: string;
  readonly drivers: readonly string[];
  readonly image: string;
  /** Two that are in use, the older first. As of November 2026. */
  readonly versions: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly variable: string;
  readonly url: string;
};

const app = 'app';

const databases: readonly Database[] = [
  {
    name: 'postgres',
    drivers: [
      'pg',
      'postgres',
      'pg-promise',
      'psycopg',
      'psycopg2',
      'psycopg2-binary',
      'asyncpg',
      'ext-pdo_pgsql',
      'ext-pgsql',
    ],
    image: 'postgres',
    versions: ['15', '17'],
    env: { POSTGRES_USER: app, POSTGRES_PASSWORD: app, POSTGRES_DB: app },
    variable: 'DATABASE_URL',
    url: 'postgres://app:app@postgres:5432/app',
  },
  {
    name: 'mariadb',
    drivers: ['mariadb'],
    image: 'mariadb',
    versions: ['10.11', '11.8'],
    env: { MARIADB_ROOT_PASSWORD: app, MARIADB_USER: app, MARIADB_PASSWORD: app, MARIADB_DATABASE: app },
    variable: 'DATABASE_URL',
    url: 'mysql://app:app@mariadb:3306/app',
  },
  {
    name: 'mysql',
    drivers: ['mysql', 'mysql2', 'pymysql', 'mysqlclient', 'aiomysql', 'ext-pdo_mysql', 'ext-mysqli'],
    image: 'mysql',
    versions: ['8.0', '8.4'],
    env: { MYSQL_ROOT_PASSWORD: app, MYSQL_USER: app, MYSQL_PASSWORD: app, MYSQL_DATABASE: app },
    variable: 'DATABASE_URL',
    url: 'mysql://app:app@mysql:3306/app',
  },
  {
    name: 'redis',
    drivers: ['redis', 'ioredis', 'ext-redis', 'predis/predis'],
    image: 'redis',
    versions: ['7.2', '8.0'],
    env: {},
    variable: 'REDIS_URL',
    url: 'redis://redis:6379',
  },
  {
    name: 'mongo',
    drivers: ['mongodb', 'mongoose', 'pymongo', 'motor', 'ext-mongodb'],
    image: 'mongo',
    versions: ['7.0', '8.0'],
    env: {},
    variable: 'MONGODB_URI',
    url: 'mongodb://mongo:27017/app',
  },
  {
    name: 'rabbitmq',
    drivers: ['amqplib', 'pika', 'aio-pika', 'php-amqplib/php-amqplib'],
    image: 'rabbitmq',
    versions: ['3.13', '4.1'],
    env: {},
    variable: 'AMQP_URL',
    url: 'amqp://guest:guest@rabbitmq:5672',
  },
];

export type FoundDatabase = {
  readonly axis: DraftAxis;
  readonly service: DraftService;
  readonly env: Readonly<Record<string, string>>;
  readonly note: string;
};

/** One for each kind of database that some dependency is a driver of. */
export function databasesOf(dependencies: ReadonlySet<string>): readonly FoundDatabase[] {
  return databases.flatMap(({ name, drivers, image, versions, env, variable, url }) => {
    const driver = drivers.find((one) => dependencies.has(one));
    if (driver === undefined) return [];
    const why = `two that are in use; ${driver} is among the dependencies`;
    return [
      {
        axis: { name, values: versions, why },
        service: { name, image: `${image}:\${{ matrix.${name} }}`, env },
        env: { [variable]: url },
        note: `${name}, since ${driver} is among the dependencies`,
      },
    ];
  });
}
