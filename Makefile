# `make run` and `make test` are all that is needed; both make the environment first.
# Variables: PORT (8000), DATABASE_URL, REDIS_URL and the rest of README's table, ARGS (passed on to pytest, or words of
# page names for `make bench`).
SHELL := /bin/sh
PY := .venv/bin/python
STAMP := .venv/.installed
PORT ?= 8000
# The links in messages and on the console lead to the server that `make run` starts.
run demo-reset administrator: export BASE_URL ?= http://127.0.0.1:$(or $(strip $(PORT)),8000)

.DEFAULT_GOAL := help
.PHONY: help setup run test check bench chaos months lock demo-reset administrator

help: ## What can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## Make .venv with the locked, hash-checked packages
	@$(PY) -c '' 2>/dev/null || sh scripts/setup.sh requirements-dev.txt $(STAMP)

$(STAMP): requirements-dev.txt scripts/setup.sh
	@sh scripts/setup.sh requirements-dev.txt $(STAMP)

run: setup ## Start the web server and the sweeps on 127.0.0.1, with the demo world
	@echo "Preparing the database and the demo world (a minute or so the first time)…"
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py createcachetable
	@$(PY) manage.py demo --if-empty
	@exec $(PY) manage.py serve --port "$(or $(strip $(PORT)),8000)"

test: setup ## Run the tests on whatever DATABASE_URL and REDIS_URL name (SQLite and no broker without them)
	@$(PY) -m pytest -n 2 --dist worksteal $(ARGS)

check: setup ## Run every linter and contract
	@sh scripts/check.sh

bench: setup ## Measure the main pages at 200 and at 20,000 applicants, in a scratch database (a few minutes)
	@$(PY) -m benchmarks $(ARGS)

chaos: setup ## Send 10,000 messages while workers, Redis and PostgreSQL are killed, and count lost and doubled (4 minutes)
	@$(PY) -m chaos $(ARGS)

months: setup ## Live through eighteen months with 1,000 people, and check that each was told exactly what was due to them
	@$(PY) -m chaos.live $(ARGS)

lock: ## Resolve requirements*.in again into the locked files (needs uv)
	@sh scripts/lock.sh

demo-reset: setup ## Throw the demo world away and build it again
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py createcachetable
	@$(PY) manage.py demo --reset

administrator: setup ## Make the first person of a service without the demo world: EMAIL=you@example.org NAME="Pat Owen"
	@test -n "$(EMAIL)" && test -n "$(NAME)" || { echo 'Say who: make administrator EMAIL=you@example.org NAME="Pat Owen"'; exit 2; }
	@$(PY) manage.py make_administrator "$(EMAIL)" $(NAME)
