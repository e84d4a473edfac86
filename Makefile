# One command is CI: `make test`. `make` alone lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run install install-dev check test test-domain test-long bench sdl migration seed-weights lock fmt hooks

BIN := .venv/bin
TORTOISE := $(BIN)/tortoise -c app.settings.TORTOISE
PYTEST := $(BIN)/pytest -n 2 --dist loadgroup

# A stamp carries the checksum of what it was installed from, so an unchanged lock costs nothing.
RUNTIME_STAMP := .venv/.runtime-$(shell cat pyproject.toml requirements.txt requirements-build.txt | cksum | cut -d' ' -f1)
DEV_STAMP := .venv/.dev-$(shell cat pyproject.toml requirements-dev.txt requirements-build.txt | cksum | cut -d' ' -f1)

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# ---- daily life

run: install  ## everything from a fresh clone to a server with demo data on 127.0.0.1:8000
	$(BIN)/kefu migrate
	$(BIN)/kefu demo
	@echo 'A supervisor token of the desk, good for a day (Authorization: Bearer ...):'
	@$(BIN)/kefu token --role supervisor --subject S-0001 --department desk --ttl 24h
	KEFU_DEMO_LIVE=1 exec $(BIN)/kefu serve

test: check  ## everything that a change must pass; CI runs this and nothing else
	$(PYTEST)

check: install-dev  ## format, lint, types, layers, Dockerfile, SDL; no tests
	@$(BIN)/python -m tests.services
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/hadolint Dockerfile
	$(BIN)/python -m tests.sdl.changes

test-domain: install-dev  ## the fast ones, without a database
	$(BIN)/pytest tests/domain

test-long: install-dev  ## chaos, soak, long fuzz
	@$(BIN)/python -m tests.services
	$(BIN)/pytest -m long --timeout 3600

bench: install-dev  ## the speed comparisons
	$(BIN)/python -m bench

fmt: install-dev  ## format, and repair what ruff can
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

hooks: install-dev  ## ruff before every commit
	$(BIN)/pre-commit install

# ---- what is generated and committed

sdl: install-dev  ## write schema/schema.graphql
	$(BIN)/kefu schema > schema/schema.graphql.new
	mv schema/schema.graphql.new schema/schema.graphql

migration: install-dev  ## NAME=why: write the next migration, for a person to read
	@test -n '$(NAME)' || { echo 'say why: make migration NAME=ticket_gets_a_rating' >&2; exit 2; }
	$(TORTOISE) makemigrations --name '$(NAME)'

SEED := adapters/analysis/seed
SEED_DATE ?= $(shell date -u +%F)

seed-weights: install-dev  ## learn the model of feedback that ships from its phrases, adapters/analysis/seed.csv
	$(BIN)/kefu train sentiment $(SEED).csv --out $(SEED).weights --name seed --date $(SEED_DATE) --seeds 0-9

# ---- dependencies

COMPILE := CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	--no-emit-options --no-emit-index-url --no-emit-trusted-host --no-emit-find-links

lock: install-dev  ## pin the dependencies anew, with hashes; UPGRADE=--upgrade takes newer ones
	$(COMPILE) $(UPGRADE) --extra analytics --extra dev --output-file requirements-dev.txt pyproject.toml requirements.in
	$(COMPILE) --constraint requirements-dev.txt --output-file requirements.txt pyproject.toml requirements.in
	$(COMPILE) --constraint requirements-dev.txt --extra analytics --output-file requirements-analytics.txt pyproject.toml requirements.in
	$(COMPILE) --constraint requirements-dev.txt --all-build-deps --only-build-deps --output-file requirements-build.txt pyproject.toml

install: $(RUNTIME_STAMP)
install-dev: $(DEV_STAMP)

$(RUNTIME_STAMP): | $(BIN)/python
	$(BIN)/pip install --disable-pip-version-check --quiet --require-hashes -r requirements.txt -r requirements-build.txt
	@$(BIN)/pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	@rm -f .venv/.runtime-* && touch $@

$(DEV_STAMP): | $(BIN)/python
	$(BIN)/pip install --disable-pip-version-check --quiet --require-hashes -r requirements-dev.txt
	@$(BIN)/pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/pip check
	@rm -f .venv/.runtime-* .venv/.dev-* && touch $(RUNTIME_STAMP) $@

# The first Python that is new enough; PYTHON=... names another.
$(BIN)/python:
	@for python in $(PYTHON) python3.11 python3.12 python3.13 python3.14 python3; do \
		if command -v $$python > /dev/null && $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then \
			echo "making .venv with $$($$python --version)"; \
			$$python -m venv .venv && exit 0; \
			rm -rf .venv; \
			echo 'this Python has no venv module; on Debian: apt-get install python3-venv' >&2; exit 1; \
		fi; \
	done; \
	echo 'kefu needs Python 3.11 or newer' >&2; exit 1
