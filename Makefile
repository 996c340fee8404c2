# Needs Python 3.11 or newer and make; everything else is installed into .venv at the versions of constraints.txt.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# h5netcdf writes results.nc through h5py without requiring it.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt h5py
RUN := runs/beijing-2019

.PHONY: demo test test-slow bench docs-check clean

demo: $(VENV)/.package
	$(BIN)/tradetalks run beijing-2019 --out $(RUN)
	@echo "The report is $(RUN)/report.html: open it in a browser, no connection needed."

test: $(VENV)/.dev
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/pytest
	$(MAKE) --no-print-directory docs-check

test-slow: $(VENV)/.dev
	$(BIN)/pytest -m slow

bench: $(VENV)/.dev
	for file in benchmarks/bench_*.py; do $(BIN)/python "$$file" || exit 1; done

docs-check: $(VENV)/.dev
	$(BIN)/python tests/cli/check_links.py README.md docs

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
