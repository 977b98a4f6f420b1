# Two commands matter: `make run` (a site with demo data) and `make test` (everything).
# `make` alone lists the rest. Each target prepares what it needs, once.

VENV    := .venv
PY      := $(VENV)/bin/python
RUNTIME := $(VENV)/.installed-runtime
DEV     := $(VENV)/.installed-dev

# The port of `make run`, the number of test processes and extra arguments for pytest.
PORT    ?= 5000
WORKERS ?= 3
ARGS    ?=
UV      ?= uv

CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/*.po))
POT        := translations/messages.pot
PIP        := $(PY) -m pip install --quiet --disable-pip-version-check --use-pep517 --require-hashes
COMPILE    := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
              --no-emit-index-url --no-emit-find-links --no-header $(LOCK_ARGS)

export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help setup run check test bench lock messages catalogues format clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(DEV) .env catalogues ## Make .venv with everything needed to run, check and test

run: $(RUNTIME) .env catalogues ## Start the site and its worker on http://127.0.0.1:PORT (PORT=5000)
	@$(PY) scripts/check_port.py $(PORT)
	@grep -q '^BASE_URL=' .env || export BASE_URL="$${BASE_URL:-http://127.0.0.1:$(PORT)}"; \
	export PORT=$(PORT) PYTHONUNBUFFERED=1; \
	$(PY) -m flask --app wsgi prepare --demo && exec $(PY) -m honcho start --env /dev/null --port $(PORT)

check: $(DEV) ## Format, lint, types, layers, security: in seconds
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(VENV)/bin/lint-imports
	@$(PY) -m bandit -q -r app scripts config.py wsgi.py --configfile pyproject.toml --severity-level medium

test: $(DEV) .env catalogues ## Run the whole suite (ARGS="-k minimum" narrows it, WORKERS=1 serialises it)
	@CHROMIUM="$$($(PY) scripts/ensure_browser.py)" || exit 1; export CHROMIUM; \
	$(PY) -m pytest -n $(WORKERS) --dist worksteal --durations=10 $(ARGS)

bench: $(DEV) catalogues ## Measure the site and write bench/results/latest.json
	@$(PY) bench/run.py $(ARGS)

lock: ## Renew requirements/*.txt from *.in (needs uv; LOCK_ARGS=--upgrade takes newer versions)
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: python3 -m pip install uv" >&2; exit 1; }
	@$(COMPILE) requirements/runtime.in --output-file requirements/runtime.txt >/dev/null
	@$(COMPILE) requirements/dev.in --output-file requirements/dev.txt >/dev/null

messages: $(RUNTIME) ## Collect the interface texts and update the translation catalogues
	@mkdir -p translations
	@$(PY) -m babel.messages.frontend -q extract -F pyproject.toml --no-wrap --sort-by-file --add-location=file \
	  -k _l -k lazy_gettext -k lazy_ngettext:1,2 -k msgid -c NOTE: --project "Open Aanbod" -o $(POT) .
	@for po in $(wildcard translations/*/LC_MESSAGES/messages.po); do \
	  $(PY) -m babel.messages.frontend -q update --no-wrap --ignore-pot-creation-date --no-fuzzy-matching --ignore-obsolete \
	    -i $(POT) -o $$po -l $$(basename $$(dirname $$(dirname $$po))) || exit 1; done
	@$(PY) scripts/english_catalogue.py translations/en/LC_MESSAGES/messages.po

format: $(DEV) ## Rewrite the code in the house format
	@$(PY) -m ruff check --fix --quiet . || true
	@$(PY) -m ruff format .

clean: ## Remove what can be made again (keeps .env and instance/, which hold your data)
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	rm -f $(CATALOGUES)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

catalogues: $(CATALOGUES)

%.mo: %.po | $(RUNTIME)
	@$(PY) -m babel.messages.frontend -q compile -i $< -o $@

$(PY):
	@sh scripts/make_venv.sh $(VENV)

$(RUNTIME): requirements/runtime.txt | $(PY)
	@echo "Installing what the site needs ..."
	@$(PIP) -r requirements/runtime.txt
	@touch $@

$(DEV): requirements/dev.txt | $(PY)
	@echo "Installing what the site, the tests and the checks need ..."
	@$(PIP) -r requirements/dev.txt
	@touch $@ $(RUNTIME)

.env: | $(PY)
	@umask 077; printf 'APP_ENV=development\nSECRET_KEY=%s\n' \
	  "$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(48))')" > $@
	@echo "Wrote .env with a new SECRET_KEY for this machine."
