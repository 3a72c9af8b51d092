#!/bin/sh
# One test watches the order of system calls: Debian's strace is installed where there is none.
set -eu
command -v strace >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    exec apt-get install -qq -y --no-install-recommends strace >/dev/null
fi
echo "A test needs strace: install it (Debian: sudo apt install strace)" >&2
exit 1
