#!/bin/bash
# Runs a command beside a throw-away PostgreSQL cluster: own folder, own port, unprivileged user, torn down afterwards.
# The command finds the address in TEST_DATABASE_URL.  usage: postgres.sh COMMAND [ARG …]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
"$here/need.sh" postgresql
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
folder=$(mktemp -d "${TMPDIR:-/tmp}/qingshen-postgres-XXXXXX")
port=$((20000 + RANDOM % 20000))

as() { "$@"; }
if [ "$(id -u)" = 0 ]; then # the server refuses to run as root
  chown postgres "$folder"
  as() { (cd / && setpriv --reuid=postgres --regid=postgres --clear-groups "$@"); }
fi
stop() {
  as "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap stop EXIT
as "$bin/initdb" -D "$folder/data" -U qingshen -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
as "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
  -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=400 -c max_locks_per_transaction=1024 -c shared_buffers=256MB" start >/dev/null
export TEST_DATABASE_URL="postgres://qingshen@127.0.0.1:$port/postgres?sslmode=disable"
"$@"
