#!/bin/bash
# Speed measurements. "dossier" measures the computing of the product: rating, checks, report, comparison, editors; everything
# else is for cmd/bench: lists, desks, imports beside a throw-away PostgreSQL, unless an address is given.
set -euo pipefail
cd "$(dirname "$0")/.."
case " $* " in
  " dossier "*)
    shift
    exec go test -run '^$' -timeout 60m -bench 'Rate|Replay|Rules|Draft|OneReport|Editors|AllDossiers' "$@" ./internal/rating ./internal/check ./internal/report ./internal/app
    ;;
  *" -postgres "* | *" -engines sqlite "*) exec go run ./cmd/bench "$@" ;;
  *) exec scripts/postgres.sh bash -c 'go run ./cmd/bench -postgres "$TEST_DATABASE_URL" "$@"' bench "$@" ;;
esac
