# Every target does its own set-up; `make help` lists them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Node and npm are those of the environment, whatever the machine has.
NODE := PATH="$(CURDIR)/$(BIN):$$PATH"
NPM_CI := $(NODE) npm ci --ignore-scripts --silent

# Hashes and no addresses, for every system; the Python is the oldest that must do.
LOCK_PYTHON = $(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11.2 \
	--generate-hashes --no-emit-index-url --no-emit-find-links \
	--custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)
LOCK_NODE = $(NODE) npm $(if $(UPGRADE),update,install) --package-lock-only --ignore-scripts --silent

SETUP := $(PYTHON) scripts/build.py --only-setup

# MkDocs prints a page about its own future otherwise, at every run.
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help site check serve test long bench lint format fonts lock clean setup setup-test

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "%-8s %s\n", $$1, $$2}'

site: ## Check the edition and build the site into site/
	@$(PYTHON) scripts/build.py

check: setup ## Only check the edition
	@$(BIN)/edition check

serve: setup ## Show the site, renewed at every change
	@$(BIN)/edition serve

test: lint ## Run every check and every test
	$(NODE) node --test 'tests/js/**/*.test.js'
	$(BIN)/pytest --numprocesses 2

long: setup-test ## Try the laws with thousands of examples each
	$(BIN)/pytest --numprocesses 2 --hypothesis-profile long tests/test_laws.py tests/test_render.py tests/test_pictures.py

bench: setup-test ## Measure, side by side with the rivals
	$(BIN)/python tests/bench/run.py

lint: setup-test node_modules/.package-lock.json ## Check format, style and types of all code
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(NODE) npm run --silent lint

format: setup-test node_modules/.package-lock.json ## Bring all code into its format
	$(BIN)/ruff check --fix-only --select I
	$(BIN)/ruff format
	$(NODE) npm run --silent format

fonts: setup-test requirements/fonts/node_modules/.package-lock.json ## Cut the fonts down to the characters in use
	$(BIN)/python scripts/subset_fonts.py

lock: setup-test ## Write the lock files anew; with UPGRADE=1, take the newest versions allowed
	$(LOCK_PYTHON) requirements/site.in --output-file requirements/site.txt
	$(LOCK_PYTHON) requirements/test.in --output-file requirements/test.txt --constraints requirements/site.txt
	$(LOCK_NODE)
	$(LOCK_NODE) --prefix requirements/fonts

clean: ## Remove all that was made, except the site
	rm -rf $(VENV) node_modules requirements/fonts/node_modules .*_cache .cache .hypothesis

setup:
	@$(SETUP)

setup-test:
	@$(SETUP) --with test

# npm writes this file last.
node_modules/.package-lock.json: package-lock.json | setup-test
	$(NPM_CI)

requirements/fonts/node_modules/.package-lock.json: requirements/fonts/package-lock.json | setup-test
	$(NPM_CI) --prefix $(<D)
