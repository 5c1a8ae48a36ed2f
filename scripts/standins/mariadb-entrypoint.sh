#!/bin/sh
# What people rely on in the official image: the first start makes the database and its user, runs what is in
# /docker-entrypoint-initdb.d against a server that nobody else can reach, and then the real server begins.
set -eu

case "${1:-mariadbd}" in
  mariadbd | mysqld) [ $# -gt 0 ] && shift ;;
  -*) ;;
  *) exec "$@" ;;
esac

root=${MARIADB_ROOT_PASSWORD:-${MYSQL_ROOT_PASSWORD:-}}
empty=${MARIADB_ALLOW_EMPTY_ROOT_PASSWORD:-${MYSQL_ALLOW_EMPTY_PASSWORD:-}}
random=${MARIADB_RANDOM_ROOT_PASSWORD:-${MYSQL_RANDOM_ROOT_PASSWORD:-}}
database=${MARIADB_DATABASE:-${MYSQL_DATABASE:-}}
user=${MARIADB_USER:-${MYSQL_USER:-}}
password=${MARIADB_PASSWORD:-${MYSQL_PASSWORD:-}}
data=/var/lib/mysql
socket=/run/mysqld/mysqld.sock

mkdir -p "$data" /run/mysqld
chown mysql:mysql "$data" /run/mysqld

if [ ! -d "$data/mysql" ]; then
  if [ -z "$root$empty$random" ]; then
    echo "[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified" >&2
    echo "	You need to specify one of MARIADB_ROOT_PASSWORD, MARIADB_ALLOW_EMPTY_ROOT_PASSWORD and MARIADB_RANDOM_ROOT_PASSWORD" >&2
    exit 1
  fi
  mariadb-install-db --user=mysql --datadir="$data" --auth-root-authentication-method=normal --skip-test-db >/dev/null
  mariadbd --user=mysql --datadir="$data" --skip-networking --socket="$socket" &
  server=$!
  until mariadb-admin --socket="$socket" ping >/dev/null 2>&1; do
    kill -0 "$server"
    sleep 0.1
  done
  {
    echo "CREATE USER 'root'@'%' IDENTIFIED BY '$root'; GRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION;"
    [ -n "$database" ] && echo "CREATE DATABASE \`$database\`;"
    if [ -n "$user" ]; then
      echo "CREATE USER '$user'@'%' IDENTIFIED BY '$password';"
      [ -n "$database" ] && echo "GRANT ALL ON \`$database\`.* TO '$user'@'%';"
    fi
    true
  } | mariadb --socket="$socket"
  for file in /docker-entrypoint-initdb.d/*; do
    case "$file" in
      *.sh) echo "running $file"; sh "$file" ;;
      *.sql) echo "running $file"; mariadb --socket="$socket" $database < "$file" ;;
      *.sql.gz) echo "running $file"; gunzip -c "$file" | mariadb --socket="$socket" $database ;;
    esac
  done
  echo "ALTER USER 'root'@'localhost' IDENTIFIED BY '$root';" | mariadb --socket="$socket"
  kill "$server"
  wait "$server"
  echo "[Note] [Entrypoint]: MariaDB init process done. Ready for start up."
fi

exec mariadbd --user=mysql --datadir="$data" --socket="$socket" "$@"
