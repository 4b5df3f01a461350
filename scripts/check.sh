#!/bin/sh
# Every linter and contract, all of them even where one fails; ends with the names of those that failed.
set -u
bin=.venv/bin
failed=

run() {
    name=$1
    shift
    printf '%s\n' "— $name"
    "$@" || failed="$failed $name;"
}

# Files that git knows or would add, so that a new file is checked before it is committed.
files() { git ls-files --cached --others --exclude-standard -- "$@" | while read -r path; do [ -f "$path" ] && printf '%s\n' "$path"; done; }

on_files() { # on_files PATTERN COMMAND…: run the command over the files, or do nothing where there are none
    pattern=$1
    shift
    if [ -n "$(files "$pattern")" ]; then
        files "$pattern" | tr '\n' '\0' | xargs -0 "$@"
    fi
}

# The checks are about the code alone: a database or a mail server in the environment must not change what they say.
unset DATABASE_URL REDIS_URL EMAIL_HOST EMAIL_BACKEND PRODUCTION DEBUG SECRET_KEY FIELD_KEYS

deploy_check() {
    secret_key=$($bin/python -c 'import secrets; print(secrets.token_urlsafe(50))')
    field_key=$($bin/python manage.py make_field_key)
    PRODUCTION=yes SECRET_KEY=$secret_key FIELD_KEYS=$field_key \
        ALLOWED_HOSTS=leadingtogether.example BASE_URL=https://leadingtogether.example \
        DATABASE_URL=postgresql://leadingtogether@127.0.0.1/leadingtogether \
        $bin/python manage.py check --deploy --fail-level WARNING
}

run "ruff check" $bin/ruff check --quiet .
run "ruff format" $bin/ruff format --quiet --check .
run "mypy" $bin/mypy --no-error-summary
run "import contracts" $bin/lint-imports --no-cache --no-logo
run "djade" on_files 'templates/*.html' $bin/djade --check --target-version 5.2
run "djlint" on_files 'templates/*.html' $bin/djlint --lint --quiet
run "django-upgrade" on_files '*.py' $bin/django-upgrade --target-version 5.2 --check
run "migrations" $bin/python manage.py makemigrations --check --dry-run
run "manage.py check" $bin/python manage.py check --fail-level WARNING
run "manage.py check --deploy" deploy_check

if [ -n "$failed" ]; then
    printf '%s\n' "Failed:${failed%;}" >&2
    exit 1
fi
printf '%s\n' "All checks passed."
