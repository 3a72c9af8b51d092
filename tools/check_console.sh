#!/bin/sh
# The console and the map: format, lint, types, and the tests of what needs no browser.
set -eu
PATH="$PWD/.venv/bin:$PATH"
for package in console map; do
  (cd "frontend/$package" && npm run --silent check && npm test --silent)
done
