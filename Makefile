# Needs Python 3.11 or newer and make; everything else is installed into .venv at the versions of constraints.txt.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
RUN := runs/beijing-2019

# Tests of one file share what they solve and compile, so a file is not split between the two processes.
PYTEST := $(BIN)/pytest --numprocesses 2 --dist loadfile
SOURCES := src tests benchmarks docs

.PHONY: demo test test-slow bench docs docs-serve clean

demo: $(VENV)/.package
	$(BIN)/tradetalks run beijing-2019 --out $(RUN)
	@echo "The report is $(RUN)/report.html: open it in a browser, no connection needed."

test: $(VENV)/.dev
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(PYTEST)
	$(MAKE) --no-print-directory docs

test-slow: $(VENV)/.dev
	$(PYTEST) -m slow

# The site, in build/site. Notebooks of the gallery are run unless the tests have just run them.
docs: $(VENV)/.dev
	$(BIN)/python tests/cli/check_links.py README.md CONTRIBUTING.md docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	$(BIN)/python tests/docs/check_site.py build/site
	@echo "The site is build/site/index.html"

docs-serve: $(VENV)/.dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs serve

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/write_page.py

clean:
	rm -rf $(VENV) runs build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "tradetalks needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.package: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/.package
