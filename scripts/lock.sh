#!/bin/sh
# Resolve requirements.in and requirements-dev.in into lock files with hashes that pip and uv both install.
set -eu
if ! uv --version >/dev/null 2>&1; then
    echo "make lock needs uv. Install it with: python3 -m pip install uv" >&2
    exit 1
fi
for name in requirements requirements-dev; do
    uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
        --no-strip-extras --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
        --output-file "$name.txt" "$@" "$name.in"
done
