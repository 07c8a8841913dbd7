#!/bin/bash
# Every test of the project: Go on SQLite, Go on PostgreSQL, front end, browser journeys. Says at its end how many ran
# on which engine; a test that is skipped is named.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/need.sh go node postgresql chromium poppler
make --no-print-directory build

report=$(mktemp -d "${TMPDIR:-/tmp}/qingshen-tests-XXXXXX")
trap 'rm -rf "$report"' EXIT
failed=0
export NO_COLOR=1

suite() { # suite NAME COMMAND…
  local name=$1; shift
  echo "== $name"
  if ! "$@" 2>&1 | tee "$report/log"; then failed=1; echo "FAILED: $name"; fi
}
go_suite() { # go_suite ENGINE [WRAPPER]
  local engine=$1; shift
  suite "Go tests on $engine" "$@" go tool gotestsum --format pkgname --format-hide-empty-pkg --jsonfile "$report/$engine.json" -- -timeout 20m ./...
}
go_suite SQLite env
go_suite PostgreSQL scripts/postgres.sh
suite "front-end unit tests" bash -c 'cd web && npm run --silent test'
cp "$report/log" "$report/web.log"
suite "browser journeys" scripts/e2e.sh
cp "$report/log" "$report/e2e.log"

count() { grep -c "\"Action\":\"$2\".*\"Test\":" "$report/$1.json" || true; }
echo
for engine in SQLite PostgreSQL; do
  echo "$engine: $(count $engine pass) passed, $(count $engine fail) failed, $(count $engine skip) skipped"
  grep '"Action":"skip".*"Test":' "$report/$engine.json" | sed -E 's/.*"Package":"([^"]*)".*"Test":"([^"]*)".*/  skipped: \1 \2/' || true
done
grep -E '^ *Tests ' "$report/web.log" | sed 's/^ */front end: /' || true
grep -E '^ *Tests ' "$report/e2e.log" | sed 's/^ */browser journeys: /' || true
passed=$(($(count SQLite pass) + $(count PostgreSQL pass)))
failures=$(($(count SQLite fail) + $(count PostgreSQL fail)))
if [ $failed = 0 ]; then echo "$passed passed, $failures failed"; else echo "$passed passed, $((failures > 0 ? failures : 1)) failed"; fi
exit $failed
