#!/bin/sh
# Make .venv from a hash-checked lock file: setup.sh LOCK STAMP. Uses uv where it works, else pip.
set -eu
lock=$1
stamp=$2

say() { printf '%s\n' "$*" >&2; }

# The first Python that is new enough; PYTHON=… chooses another.
python=
for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    found=$("${PYTHON:-python3}" --version 2>/dev/null) || found=${found:-none}
    say "Leading Together needs Python 3.11 or newer. Found here: $found."
    say "Install a newer one, or name it: make setup PYTHON=/path/to/python3.11"
    exit 1
fi

uv=
if command -v uv >/dev/null 2>&1 && uv --version >/dev/null 2>&1; then
    uv=uv
fi

# Half an environment (an interrupted set-up, a Python that has gone) is made anew.
if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    rm -rf .venv
    if [ -n "$uv" ]; then
        uv venv --quiet --python "$("$python" -c 'import sys; print(sys.executable)')" .venv
    elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        say "This Python cannot make environments. On Debian and Ubuntu: apt-get install python3-venv"
        exit 1
    else
        "$python" -m venv .venv
    fi
fi

say "Installing the packages of $lock (a minute or two the first time)…"
if [ -n "$uv" ] && uv pip install --quiet --require-hashes --python .venv/bin/python -r "$lock"; then
    :
else
    if ! .venv/bin/python -m pip --version >/dev/null 2>&1 && ! .venv/bin/python -m ensurepip >/dev/null 2>&1; then
        say "This Python has no pip. On Debian and Ubuntu: apt-get install python3-venv"
        exit 1
    fi
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
fi
touch "$stamp"
