#!/bin/sh
# Makes the virtual environment with the newest suitable Python on the path, or says plainly what is missing.
set -eu
target=$1

for python in "${PYTHON:-python3}" python3 python3.13 python3.12 python3.11 python3.14; do
    command -v "$python" >/dev/null 2>&1 || continue
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && found=$python && break
done
if [ -z "${found:-}" ]; then
    echo "Zhengan needs Python 3.11 or newer; none was found on the path." >&2
    echo "Install it (Debian, Ubuntu: apt-get install python3 python3-venv), or name one: make PYTHON=/path/to/python3 ..." >&2
    exit 1
fi
if ! "$found" -c 'import ensurepip, venv' 2>/dev/null; then
    version=$("$found" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    echo "$found cannot make virtual environments: its venv and ensurepip modules are not installed." >&2
    echo "Install them first (Debian, Ubuntu: apt-get install python3-venv python$version-venv), then run make again." >&2
    exit 1
fi
echo "Making $target with $("$found" --version)"
"$found" -m venv --clear "$target"
