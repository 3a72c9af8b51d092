#!/bin/sh
# Tests compare photos with what exiftool says of them: Debian's is installed where there is none.
set -eu
command -v exiftool >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    exec apt-get install -qq -y --no-install-recommends libimage-exiftool-perl >/dev/null
fi
echo "Tests need exiftool: install it (Debian: sudo apt install libimage-exiftool-perl)" >&2
exit 1
