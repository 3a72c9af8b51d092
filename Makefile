# Pollwatch. Needs Python 3.11 or newer, git and make; everything else comes into .venv.

BIN := .venv/bin
STAMP := .venv/.installed
UV_COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links

.DEFAULT_GOAL := help
.PHONY: help run setup test check format migration lock bench soak docs

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup ## Serve the demo election on http://127.0.0.1:8000
	$(BIN)/pollwatch serve --migrate --demo

setup: $(STAMP) ## Create .venv with the locked packages and the project

$(STAMP): requirements/dev.txt pyproject.toml tools/create_venv.sh
	sh tools/create_venv.sh .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

test: setup ## Run everything CI runs (under 15 minutes on two cores)
	sh tools/check.sh
	$(BIN)/pytest -n 2 --dist loadgroup

check: setup ## Format, lint, types, import rules, and the tests that take no browser and no crashes
	sh tools/check.sh
	$(BIN)/pytest -n 2 --dist loadgroup -m "not browser and not crash and not slow"

format: setup ## Rewrite the code in the house's format
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format .

migration: setup ## Write a migration from the models: make migration m="what changes"
	@test -n "$(m)" || { echo 'Say what changes: make migration m="add the visits table"' >&2; exit 2; }
	$(BIN)/alembic revision --autogenerate --message "$(m)"

lock: setup ## Resolve pyproject.toml into requirements/*.txt (add UPGRADE=--upgrade for newer versions)
	$(UV_COMPILE) $(UPGRADE) pyproject.toml --extra scale --group build --output-file requirements/base.txt
	$(UV_COMPILE) $(UPGRADE) pyproject.toml --extra scale --group dev --constraint requirements/base.txt \
		--output-file requirements/dev.txt

bench: setup ## Measure what the performance page promises
	$(BIN)/python -m benchmarks

soak: setup ## Run the same scenarios as `make test` at release size (hours)
	POLLWATCH_SOAK=1 $(BIN)/pytest -n 2 --dist loadgroup

docs: setup ## Rewrite docs/openapi.json from the code
	$(BIN)/pollwatch openapi > docs/openapi.json.new
	mv docs/openapi.json.new docs/openapi.json
