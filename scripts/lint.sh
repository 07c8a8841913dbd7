#!/bin/bash
# The linters: gofmt, vet and the analyzers of tools/lint over Go; ESLint and the type checker over TypeScript.
set -euo pipefail
cd "$(dirname "$0")/.."
unformatted=$(gofmt -l $(git ls-files '*.go'))
[ -z "$unformatted" ] || { echo "gofmt would change:"; echo "$unformatted"; exit 1; }
go vet ./...
go run ./tools/lint ./...
(cd web && npm run --silent lint)
echo "lint: clean"
