#!/bin/sh
# The console: format, lint, types, and the tests of what needs no browser.
set -eu
cd frontend/console
PATH="$PWD/../../.venv/bin:$PATH"
npm run --silent check
npm test --silent
