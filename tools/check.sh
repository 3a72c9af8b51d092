#!/bin/sh
# Format, lint, types and import rules.
set -eu
.venv/bin/ruff format --check .
.venv/bin/ruff check .
.venv/bin/mypy
.venv/bin/lint-imports
