#!/bin/bash
# Speed measurements beside a throw-away PostgreSQL, unless an address is given.
set -euo pipefail
cd "$(dirname "$0")/.."
case " $* " in
  *" -postgres "* | *" -engines sqlite "*) exec go run ./cmd/bench "$@" ;;
  *) exec scripts/postgres.sh bash -c 'go run ./cmd/bench -postgres "$TEST_DATABASE_URL" "$@"' bench "$@" ;;
esac
