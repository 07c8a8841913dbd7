#!/bin/bash
# Browser journeys in headless Chromium against the built binary, each with an address and data of its own.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/need.sh node chromium
[ -x bin/qingshen ] || make --no-print-directory build
if [ ! -d e2e/node_modules ] || [ e2e/package-lock.json -nt e2e/node_modules/.package-lock.json ]; then
  (cd e2e && npm ci --no-audit --no-fund --silent)
fi
# The demonstration is made once; every journey begins on a copy of its own.
if [ -z "${QINGSHEN_JOURNEY_SEED:-}" ]; then
  seed=$(mktemp -d "${TMPDIR:-/tmp}/qingshen-seed-XXXXXX")
  trap 'rm -rf "$seed"' EXIT
  QINGSHEN_DATABASE_URL='' QINGSHEN_DEMO_PASSWORD=Journey-2026-demo bin/qingshen demo -data "$seed/data" -addr 127.0.0.1:0 -enterprises 300 > "$seed/log" 2>&1 &
  server=$!
  until grep -q 'http://127.0.0.1:' "$seed/log"; do
    kill -0 $server 2> /dev/null || { cat "$seed/log"; exit 1; }
    sleep 0.2
  done
  kill $server
  wait $server || true
  export QINGSHEN_JOURNEY_SEED="$seed/data"
fi
cd e2e
node_modules/.bin/tsc
npm run --silent test
