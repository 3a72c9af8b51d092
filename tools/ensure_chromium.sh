#!/bin/sh
# The browser tests need Chromium: CHROMIUM names one, else /usr/bin/chromium, else Debian's is installed.
set -eu
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] && exit 0
if [ -n "${CHROMIUM:-}" ]; then
    echo "CHROMIUM names $CHROMIUM, which is no program." >&2
    exit 1
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    exec apt-get install -qq -y --no-install-recommends chromium >/dev/null
fi
echo "The browser tests need Chromium: install it (Debian: sudo apt install chromium), or name yours with CHROMIUM=/path/to/it" >&2
exit 1
