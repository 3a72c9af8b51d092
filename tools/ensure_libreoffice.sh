#!/bin/sh
# A test opens the downloads in a spreadsheet: Debian's LibreOffice is installed where there is none.
set -eu
command -v soffice >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    exec apt-get install -qq -y --no-install-recommends libreoffice-calc-nogui >/dev/null
fi
echo "A test needs LibreOffice: install it (Debian: sudo apt install libreoffice-calc-nogui)" >&2
exit 1
