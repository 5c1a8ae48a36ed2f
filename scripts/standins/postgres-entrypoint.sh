#!/bin/sh
# What people rely on in the official image: the first start makes the database, runs what is in
# /docker-entrypoint-initdb.d against a server that nobody else can reach, and then the real server begins.
set -eu

as_postgres() {
  setpriv --reuid=postgres --regid=postgres --init-groups "$@"
}

if [ "${1:-postgres}" != postgres ] && [ "${1#-}" = "${1:-}" ]; then
  exec "$@"
fi
[ "${1:-}" = postgres ] && shift

user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}
password=${POSTGRES_PASSWORD:-}
method=${POSTGRES_HOST_AUTH_METHOD:-}

mkdir -p "$PGDATA" /var/run/postgresql
chown -R postgres:postgres "$PGDATA" /var/run/postgresql
chmod 700 "$PGDATA"

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  if [ -z "$password" ] && [ "$method" != trust ]; then
    echo "Error: Database is uninitialized and superuser password is not specified." >&2
    echo "       You must specify POSTGRES_PASSWORD to a non-empty value for the" >&2
    echo "       superuser, for example with \"-e POSTGRES_PASSWORD=password\"." >&2
    exit 1
  fi
  secret=$(mktemp)
  printf '%s\n' "$password" > "$secret"
  chown postgres "$secret"
  as_postgres initdb -D "$PGDATA" -U "$user" -E UTF8 --locale=C.UTF-8 ${password:+--pwfile="$secret"}
  rm -f "$secret"
  # How passwords are kept changed with 14, and the method has to fit.
  if [ "$PG_MAJOR" -lt 14 ]; then usual=md5; else usual=scram-sha-256; fi
  echo "host all all all ${method:-$usual}" >> "$PGDATA/pg_hba.conf"

  as_postgres pg_ctl -D "$PGDATA" -o "-c listen_addresses=''" -w start
  if [ "$database" != postgres ]; then
    as_postgres psql -v ON_ERROR_STOP=1 -U "$user" -d postgres -q -c "CREATE DATABASE \"$database\""
  fi
  for file in /docker-entrypoint-initdb.d/*; do
    case "$file" in
      *.sh) echo "running $file"; as_postgres sh "$file" ;;
      *.sql) echo "running $file"; as_postgres psql -v ON_ERROR_STOP=1 -U "$user" -d "$database" -f "$file" ;;
      *.sql.gz) echo "running $file"; gunzip -c "$file" | as_postgres psql -v ON_ERROR_STOP=1 -U "$user" -d "$database" ;;
    esac
  done
  as_postgres pg_ctl -D "$PGDATA" -m fast -w stop
  echo "PostgreSQL init process complete; ready for start up."
fi

exec setpriv --reuid=postgres --regid=postgres --init-groups \
  postgres -D "$PGDATA" -c listen_addresses='*' "$@"
