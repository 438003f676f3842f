# The door of the house. `make` alone tells what there is; everything else is one word.
#
# A machine needs Python 3.11 or newer and make. All that is installed goes into .venv, pinned by hash in
# requirements/*.lock; stamp files remember what was done, so a second call costs next to nothing.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV ?= .venv
PY := $(VENV)/bin/python
STAMPS := $(VENV)/stamps

# Where the system keeps its data, and where it listens. DATABASE_URL (PostgreSQL) is read from the environment.
export ZHENGAN_HOME ?= $(CURDIR)/var
export PORT ?= 8000

# What to leave out or hand on: make test ONLY=sqlite ARGS="-k ledger"
ONLY ?=
ARGS ?=
MINUTES ?= 10
SEED ?=

CATALOGUES := $(shell find zhengan -name '*.po')

##@ Use

.PHONY: help
help:  ## Show this list
	@awk 'BEGIN {FS = ":.*##"} \
	  /^##@/ {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z][a-z-]*:.*##/ {printf "  make %-10s %s\n", $$1, $$2}' Makefile
	@printf '\nVariables: PORT=%s  ZHENGAN_HOME=%s  DATABASE_URL  ONLY=check|sqlite|postgres|browser  ARGS="-k word"\n' '$(PORT)' '$(ZHENGAN_HOME)'

.PHONY: setup
setup: $(STAMPS)/runtime $(STAMPS)/messages  ## Install everything that running needs into .venv
	@:

.PHONY: run
run: setup  ## Load the demonstration firm into an empty database and serve it on PORT
	@$(VENV)/bin/zhengan demo
	@exec $(VENV)/bin/zhengan serve

##@ Prove

.PHONY: test
test: dev $(if $(filter check sqlite,$(ONLY)),,system)  ## Everything: check, tests on SQLite and on PostgreSQL, a real browser, coverage
	@$(PY) tests/run.py $(if $(ONLY),--only $(ONLY)) -- $(ARGS)

.PHONY: check
check: dev  ## Read the code without running it: style, types, floors, migrations, templates
	@$(PY) tests/run.py --only check

.PHONY: coverage
coverage: dev  ## Measure the SQLite run again and hold it against the floors in pyproject.toml
	@$(PY) tests/run.py --only sqlite -- $(ARGS)

.PHONY: bench
bench: dev  ## Run the benchmarks
	@$(PY) -m bench $(ARGS)

.PHONY: fuzz
fuzz: dev  ## Fuzz the whole API at a real server for MINUTES (10); SEED=… repeats a run
	@$(PY) tests/fuzz.py --minutes $(MINUTES) $(if $(SEED),--seed $(SEED))

##@ Work

.PHONY: dev
dev: setup $(STAMPS)/dev  ## Install the tools of development too
	@:

.PHONY: system
system:  ## Install the system packages that the tests drive (Chromium, PostgreSQL, fonts), when missing
	@sh tests/system-packages.sh

.PHONY: messages
messages: setup  ## Compile the translations (.po) that changed
	@$(PY) -m zhengan.site.messages

.PHONY: format
format: dev  ## Put the code into the one format, and mend what can be mended by machine
	@$(PY) -m ruff check --fix-only --quiet . && $(PY) -m ruff format --quiet .

.PHONY: reference
reference: dev  ## Make docs/reference anew from the declarations
	@$(VENV)/bin/zhengan reference docs/reference

.PHONY: lock
lock: dev  ## Pin the dependencies of pyproject.toml anew (UPGRADE=1: to their newest)
	@$(COMPILE) --output-file requirements/runtime.lock
	@$(COMPILE) --group dev --constraint requirements/runtime.lock --output-file requirements/dev.lock

.PHONY: sbom
sbom: dev  ## List what is shipped as a CycloneDX bill of materials: dist/zhengan.cdx.json
	@mkdir -p dist
	@$(VENV)/bin/cyclonedx-py requirements requirements/runtime.lock --pyproject pyproject.toml \
	  --mc-type application --output-reproducible --output-file dist/zhengan.cdx.json 2>/dev/null
	@echo "dist/zhengan.cdx.json"

.PHONY: clean
clean:  ## Remove what was installed and built; data under ZHENGAN_HOME stays
	rm -rf $(VENV) .cache .coverage build dist htmlcov
	find zhengan tests bench \( -name __pycache__ -o -name '*.mo' \) -prune -exec rm -rf {} + 2>/dev/null || true

# With hashes, for every Python from 3.11 on, naming no address. uv reads no pip settings: give it its own where needed.
COMPILE := $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	$(if $(UPGRADE),--upgrade) pyproject.toml --group build

# --- how it is done -------------------------------------------------------------------------------------------------

$(STAMPS)/venv:
	@sh requirements/venv.sh $(VENV)
	@mkdir -p $(STAMPS) && touch $@

# The locks are complete, so nothing is left to resolve; modules are compiled when they are first used. The project
# itself is put on the path as it lies here, with its command beside the Python; nothing is fetched for that.
PIP_INSTALL := $(PY) -m pip install -qq --disable-pip-version-check --no-deps --no-compile

$(STAMPS)/runtime: requirements/runtime.lock pyproject.toml | $(STAMPS)/venv
	@echo "Installing what running needs (requirements/runtime.lock)"
	@$(PIP_INSTALL) --require-hashes -r requirements/runtime.lock
	@$(PIP_INSTALL) --no-build-isolation --editable .
	@touch $@

$(STAMPS)/dev: requirements/dev.lock | $(STAMPS)/runtime
	@echo "Installing the tools of development (requirements/dev.lock)"
	@$(PIP_INSTALL) --require-hashes -r requirements/dev.lock
	@touch $@

$(STAMPS)/messages: $(CATALOGUES) | $(STAMPS)/runtime
	@$(PY) -m zhengan.site.messages
	@touch $@
