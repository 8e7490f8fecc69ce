# emustats: `make report` and `make test` need Python 3.11 or newer, make, and a package index; nothing else.

SHELL := /bin/sh
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.emustats-installed

# What `make report` reports on; for example: make report DATA=~/nop-2025 CLUSTER=bca-donvi-6 YEAR=2025
DATA ?= data/sample
CLUSTER ?= bca-donvi-6
YEAR ?= 2019
OUT ?= build/report
# Corrections by hand lie beside the folder of workbooks.
CORRECTIONS ?= $(wildcard $(dir $(DATA:/=))corrections.csv)
# Options for pytest; for example: make test PYTEST="-k tally -x"
PYTEST ?=
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help env report test test-browser test-hard figures notebooks lint dictionary bench lock sample clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

env: $(STAMP) ## create .venv with the locked versions and install emustats into it

$(STAMP): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Không tìm thấy Python 3.11 trở lên / Python 3.11 or newer not found" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

report: env ## the main job: read DATA, write the conference's figures to build/report, print the summary
	$(BIN)/emustats report $(DATA) --cluster $(CLUSTER) --year $(YEAR) --out $(OUT) $(if $(CORRECTIONS),--corrections $(CORRECTIONS))

test: env ## every test, notebooks included; browser and heavy tests left out
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m "not browser and not hard" \
		--nbval --nbval-current-env tests notebooks $(PYTEST)

test-browser: env ## JupyterLab in headless Chromium, screenshots in build/browser
	@command -v chromedriver >/dev/null || .ci/install chromium chromium-driver
	$(BIN)/python -m pytest -m browser $(PYTEST)

test-hard: env ## heavy tests: floods of hostile files, limits of memory and time
	$(BIN)/python -m pytest -m hard $(PYTEST)

figures: env ## redraw figures/ from data/sample, and the gallery of docs/
	$(BIN)/python figures/make_figures.py
	$(BIN)/python docs/make_gallery.py

notebooks: env ## execute the notebooks again and save them
	$(BIN)/python notebooks/execute.py

lint: env ## ruff: faults, import order, formatting; mypy strict over reading/, dataset/ and review/
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

dictionary: env ## regenerate docs/dictionary.md from the schema and the problem codes
	$(BIN)/python docs/make_dictionary.py

bench: env ## how fast reading is, against the plain ways
	$(BIN)/python benchmarks/bench.py

sample: env ## regenerate data/sample (synthetic)
	$(BIN)/python data/make_sample.py

lock: ## compile requirements.lock anew from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --fork-strategy fewest --all-extras --generate-hashes \
		--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
		pyproject.toml --output-file requirements.lock

clean: ## remove what can be made again, .venv included
	rm -rf build dist .pytest_cache .hypothesis .ruff_cache .mypy_cache $(VENV)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
