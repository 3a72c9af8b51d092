#!/bin/sh
# Hundreds of real and odd pictures for `make soak`: those in the source distribution of the locked Pillow.
set -eu
files=.venv/camera-files
[ -d "$files" ] && exit 0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sed -n '/^pillow==/,/[^\\]$/p' requirements/base.txt > "$work/locked.txt"
.venv/bin/python -m pip download --quiet --disable-pip-version-check --no-deps --no-binary pillow \
    --require-hashes -r "$work/locked.txt" --dest "$work"
tar -xzf "$work"/pillow-*.tar.gz -C "$work"
mv "$work"/pillow-*/Tests/images "$files"
