#!/bin/bash
# Browser journeys in headless Chromium against the built binary, each with an address and data of its own.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/need.sh node chromium
[ -x bin/qingshen ] || make --no-print-directory build
if [ ! -d e2e/node_modules ] || [ e2e/package-lock.json -nt e2e/node_modules/.package-lock.json ]; then
  (cd e2e && npm ci --no-audit --no-fund --silent)
fi
cd e2e
node_modules/.bin/tsc
exec npm run --silent test
