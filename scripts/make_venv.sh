#!/bin/sh
# Make a virtual environment at $1 with the first Python of at least 3.11 on PATH.
# PYTHON=/path/to/python chooses another one. Ends with one line that says what to do when it can't.
set -eu
target=$1

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

has_venv() {
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1
}

python=
bare=
for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    new_enough "$candidate" || continue
    if has_venv "$candidate"; then
        python=$candidate
        break
    fi
    bare=$candidate
done
if [ -z "$python" ] && [ -n "$bare" ]; then
    echo "This Python ($bare) has no venv module. On Debian or Ubuntu: apt-get install python3-venv" >&2
    exit 1
fi
if [ -z "$python" ]; then
    echo "Open Aanbod needs Python 3.11 or newer. Install it, or name it: make PYTHON=/path/to/python3.12 ..." >&2
    exit 1
fi
"$python" -m venv "$target"
