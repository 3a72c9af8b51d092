#!/bin/sh
# Create the virtual environment named by the first argument with the first Python that is new enough.
set -eu
[ -x "$1/bin/python" ] && exit 0
for python in "${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        "$python" -m venv "$1" && exit 0
        echo "$python cannot create virtual environments: install its venv module (Debian: apt install python3-venv)." >&2
        exit 1
    fi
done
echo "Pollwatch needs Python 3.11 or newer; none was found. Name yours with PYTHON=/path/to/python3 make setup" >&2
exit 1
