# Two commands: `make demo` and `make test`. Both need Python 3.10 or newer and nothing else.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP = $(VENV)/.littrack-$(1)
SOURCES := setup.cfg pyproject.toml
PYTEST_ARGS ?= --numprocesses 2 --dist loadfile
PIP = @echo 'Installing into $(VENV) ...'; PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test lint docs clean

demo: $(call STAMP,run)
	$(BIN)/$(if $(STAND_IN),python -m tests.eutils.demo,littrack demo) $(DEMO_ARGS)

test: $(call STAMP,test)
	@sh tests/browser/find_chromium.sh
	$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: $(call STAMP,dev)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(call STAMP,dev)
	$(BIN)/python -m docs.generate

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { \
	  echo "littrack needs Python 3.10 or newer; $(PYTHON) is older or not there. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || $(PYTHON) -m virtualenv $(VENV) || { \
	  rm -rf $(VENV); echo "Python's venv module is missing. On Debian and Ubuntu: apt install python3-venv"; exit 1; }

$(call STAMP,run): $(BIN)/python $(SOURCES)
	$(PIP) --editable .
	@touch $@

$(call STAMP,test): $(BIN)/python $(SOURCES)
	$(PIP) --editable '.[test]'
	@touch $@

$(call STAMP,dev): $(BIN)/python $(SOURCES)
	$(PIP) --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
