# 清审 qingshen. `make help` lists the targets; `make demo` and `make test` do all their own set-up.
.DEFAULT_GOAL := help
SHELL := /bin/bash
BINARY := bin/qingshen
# Recipes run with what the caller set, else with the defaults of the program.
export QINGSHEN_ADDR ?= 127.0.0.1:8080

.PHONY: help demo run build web test lint generate bench e2e clean

help: ## List the targets
	@grep -hE '^[a-z0-9-]+:.*?## ' $(MAKEFILE_LIST) | awk 'BEGIN{FS=":.*?## "}{printf "  make %-10s %s\n",$$1,$$2}'

demo: build ## Run the system with a demonstration province (SQLite); prints address and accounts
	$(BINARY) demo $(ARGS)

run: build ## Run the system on QINGSHEN_DATA (./data) or QINGSHEN_DATABASE_URL
	$(BINARY) serve $(ARGS)

build: web ## Build the one binary
	@scripts/need.sh go
	CGO_ENABLED=0 go build -o $(BINARY) ./cmd/qingshen

web: web/dist/index.html ## Build the browser workspace that the binary carries

WEB_SOURCES := $(shell find web/src web/public web/index.html web/package-lock.json web/vite.config.ts web/tsconfig.json -type f 2>/dev/null)
web/dist/index.html: $(WEB_SOURCES) web/node_modules/.package-lock.json
	cd web && npm run --silent build

web/node_modules/.package-lock.json: web/package-lock.json
	@scripts/need.sh node
	cd web && npm ci --no-audit --no-fund --silent

test: ## Run every test: Go on SQLite and on PostgreSQL, front end, browser journeys
	@scripts/test.sh

lint: web/node_modules/.package-lock.json ## Run the linters over Go and TypeScript
	@scripts/lint.sh

generate: web/node_modules/.package-lock.json ## Write openapi.json, schema.d.ts, docs/states.md, docs/statute.md, docs/checks.md, docs/formulas.md, docs/dossier.schema.json afresh
	go run ./cmd/qingshen openapi > openapi.json.new && mv openapi.json.new openapi.json
	go run ./cmd/qingshen states > docs/states.md.new && mv docs/states.md.new docs/states.md
	go run ./cmd/qingshen law doc > docs/statute.md.new && mv docs/statute.md.new docs/statute.md
	go run ./cmd/qingshen check --doc > docs/checks.md.new && mv docs/checks.md.new docs/checks.md
	go run ./cmd/qingshen check --formulas > docs/formulas.md.new && mv docs/formulas.md.new docs/formulas.md
	go run ./cmd/qingshen check --schema > docs/dossier.schema.json.new && mv docs/dossier.schema.json.new docs/dossier.schema.json
	cd web && npm run --silent types

bench: build ## Measure speed; ARGS=dossier for rating, checks and report; ARGS="-full" for a million enterprises
	@scripts/bench.sh $(ARGS)

e2e: build ## Run the browser journeys alone
	@scripts/e2e.sh

clean: ## Remove what was built
	rm -rf bin web/dist/assets web/dist/index.html web/node_modules e2e/node_modules e2e/output
