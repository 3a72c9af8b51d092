# Pollwatch. Needs Python 3.11 or newer, git and make; everything else comes into .venv.

BIN := .venv/bin
# What runs the service, and on top of it what tests it.
SERVICE := .venv/.service
TOOLS := .venv/.tools
# What builds the console and the map that can be zoomed, and both as they were built.
NODE := .venv/.node
CLIENTS := tests/clients/node_modules/.package-lock.json
CONSOLE := app/web/console/index.html
MAP := app/web/map/manifest.json
CONSOLE_SOURCES := $(shell find frontend/console -path '*/node_modules' -prune -o -type f ! -name schema.d.ts -print) \
	$(wildcard app/web/messages/*.json) app/web/static/pollwatch.css app/reports/data/reasons.json docs/openapi.json
MAP_SOURCES := $(shell find frontend/map -path '*/node_modules' -prune -o -type f -print)
# Where npm cannot be reached, know it in seconds and not in minutes.
NPM_CI := npm ci --silent --no-audit --no-fund --fetch-retry-mintimeout 1000 --fetch-retry-maxtimeout 3000
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# A test of ten minutes hangs: say where, and end. A crashed worker is not replaced: xdist would wait for it.
PYTEST := $(BIN)/pytest -n 2 --dist loadgroup --max-worker-restart 0 \
	-o faulthandler_timeout=600 -o faulthandler_exit_on_timeout=true
UV_COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links

# pip beside npm, and the checks of the code beside those of the console.
MAKEFLAGS += --jobs=2

.DEFAULT_GOAL := help
.PHONY: help run setup programs check-code check-console test check format migration lock bench soak docs

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(SERVICE) ## Serve the demo election on http://127.0.0.1:8000
	@$(MAKE) --no-print-directory --keep-going $(CONSOLE) $(MAP) || \
		echo "The console and the map are not built: npm could not be reached. Everything else works." >&2
	$(BIN)/pollwatch serve --migrate --demo

setup: $(TOOLS) $(CLIENTS) $(CONSOLE) $(MAP) ## Create .venv with the locked packages, the project and what tests it

$(SERVICE): requirements/base.txt pyproject.toml tools/create_venv.sh
	sh tools/create_venv.sh .venv
	$(PIP) --require-hashes -r requirements/base.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(NODE): $(SERVICE) requirements/frontend.txt
	$(PIP) --require-hashes -r requirements/frontend.txt
	@touch $@

# After the other, though it needs nothing of it: one pip at a time writes into .venv.
$(TOOLS): $(NODE) requirements/dev.txt
	$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

$(CLIENTS): tests/clients/package-lock.json $(NODE)
	cd tests/clients && ../../$(BIN)/$(NPM_CI)
	@touch $@

frontend/%/node_modules/.package-lock.json: frontend/%/package-lock.json $(NODE)
	cd frontend/$* && ../../$(BIN)/$(NPM_CI)
	@touch $@

$(CONSOLE): frontend/console/node_modules/.package-lock.json $(CONSOLE_SOURCES)
	cd frontend/console && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent build
	@touch $@

$(MAP): frontend/map/node_modules/.package-lock.json $(MAP_SOURCES)
	cd frontend/map && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent build
	@touch $@

programs:
	sh tools/ensure_chromium.sh
	sh tools/ensure_strace.sh
	sh tools/ensure_exiftool.sh
	sh tools/ensure_libreoffice.sh

check-code: setup
	sh tools/check.sh

check-console: $(CONSOLE) $(MAP)
	sh tools/check_console.sh

test: programs check-code check-console ## Run everything CI runs (some 15 minutes on two cores)
	$(PYTEST)

check: check-code check-console ## Format, lint, types, import rules, and the quick tests, on SQLite (some 3 minutes)
	$(PYTEST) --ignore tests/cli -m "not browser and not crash and not slow" \
		-k "not postgresql"

format: setup ## Rewrite the code in the house's format
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format .
	cd frontend/console && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent format
	cd frontend/map && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent format

migration: setup ## Write a migration from the models: make migration m="what changes"
	@test -n "$(m)" || { echo 'Say what changes: make migration m="add the visits table"' >&2; exit 2; }
	$(BIN)/alembic revision --autogenerate --message "$(m)"

lock: setup ## Resolve pyproject.toml into requirements/*.txt (add UPGRADE=--upgrade for newer versions)
	$(UV_COMPILE) $(UPGRADE) pyproject.toml --extra scale --group build --output-file requirements/base.txt
	$(UV_COMPILE) $(UPGRADE) pyproject.toml --extra scale --extra parquet --group dev --constraint requirements/base.txt \
		--constraint requirements/frontend.txt --output-file requirements/dev.txt

bench: setup ## Measure what the performance page promises
	$(BIN)/python -m benchmarks

soak: programs setup ## Run the same scenarios as `make test` at release size (hours)
	sh tools/fetch_camera_files.sh
	POLLWATCH_SOAK=1 $(BIN)/pytest -n 2 --dist loadgroup --max-worker-restart 0

docs: setup ## Rewrite docs/openapi.json from the code
	$(BIN)/pollwatch openapi > docs/openapi.json.new
	mv docs/openapi.json.new docs/openapi.json
