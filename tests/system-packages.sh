#!/bin/sh
# The system packages that the tests drive: installs what is missing where that is possible, and says so where not.
set -eu

missing=
need() { missing="$missing $1"; }

[ -n "${CHROMIUM:-}" ] || command -v chromium >/dev/null 2>&1 || need chromium
[ -n "${POSTGRES_BIN:-}" ] || command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || need postgresql
[ -d /usr/share/fonts/opentype/noto ] || [ -n "$(fc-list :lang=zh-tw family 2>/dev/null)" ] || need fonts-noto-cjk
command -v slapd >/dev/null 2>&1 || [ -x /usr/sbin/slapd ] || need slapd
command -v openssl >/dev/null 2>&1 || need openssl
# PDFs of evidence packs are set with it.
[ "$(uname)" != Linux ] || ls /lib*/*/libpangoft2-1.0.so.0 /usr/lib*/libpangoft2-1.0.so.0 /usr/lib*/*/libpangoft2-1.0.so.0 2>/dev/null | grep -q . || need libpangoft2-1.0-0
# The driver between the tests and Chromium is linked against it.
[ "$(uname)" != Linux ] || ls /lib*/*/libatomic.so.1 /usr/lib*/libatomic.so.1 /usr/lib*/*/libatomic.so.1 2>/dev/null | grep -q . || need libatomic1
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=
elif sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    as_root=no
fi
if [ "$as_root" = no ] || ! command -v apt-get >/dev/null 2>&1; then
    cat >&2 <<TXT
The tests need system packages that are not here, and this script may not install them:
   $missing
On Debian:  apt-get install$missing
Elsewhere install Chromium, a PostgreSQL server, Pango and a Chinese font, and name those that are not found:
   make test CHROMIUM=/path/to/chromium POSTGRES_BIN=/path/to/postgresql/bin
Without them:  make test ONLY=check   or   make test ONLY=sqlite
TXT
    exit 1
fi
echo "Installing system packages:$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
if ! { $as_root apt-get update -q && $as_root apt-get install -q -y --no-install-recommends $missing; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "Could not install:$missing" >&2
    exit 1
fi
