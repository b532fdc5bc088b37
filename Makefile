# The newcomer's whole interface. Needs Python 3.11 or newer, and make.
PYTHON ?= python3
PORT ?= 8000
DATA_DIR ?= .data
INSTANCES ?=
export PORT DATA_DIR INSTANCES

RUN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo test lint bench pictures lock translations

help: ## say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 16

setup: ## make .venv with everything the service and its demo need
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON). Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python"; exit 1; }
	@$(PYTHON) requirements/install.py

setup-dev: ## the same with the tools that test and lint
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON). Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python"; exit 1; }
	@$(PYTHON) requirements/install.py --dev

demo: setup ## run the whole service with demonstration data (ARGS=--once, ARGS=--reset, PORT=8000, DATA_DIR=.data)
	@exec $(RUN)/matchmaking demo $(ARGS)

test: setup-dev ## run every test, browser tests included
	@$(RUN)/python -m tests.browser.chromium
	@$(RUN)/pytest -q -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

lint: setup-dev ## check code, types, imports, templates, translations and migrations
	@$(RUN)/ruff check .
	@$(RUN)/ruff format --check .
	@$(RUN)/mypy
	@$(RUN)/lint-imports
	@$(RUN)/djlint --lint --quiet templates
	@$(RUN)/python -m tests.meta.drift

bench: setup-dev ## measure, and print tables (ARGS="events plan", INSTANCES=folder of published ones)
	@$(RUN)/python -m bench $(ARGS)

translations: setup-dev ## gather the texts of code and templates into translations/
	@$(RUN)/pybabel -q extract -F translations/babel.cfg --no-location --omit-header --sort-output -k lazy_gettext -k _l -k lazy_ngettext:1,2 -k lazy_pgettext:1c,2 -o translations/messages.pot .
	@$(RUN)/pybabel -q update --no-fuzzy-matching --omit-header --ignore-obsolete -i translations/messages.pot -d translations

pictures: setup-dev ## draw the engine's pictures, and take the README's from a demo that runs
	@PYTHONPATH=. $(RUN)/python docs/images/draw_engine.py
	@PYTHONPATH=. $(RUN)/python docs/images/take.py

lock: ## pin requirements/*.in anew, with hashes and no index address
	@$(PYTHON) -m venv .cache/lock && .cache/lock/bin/pip -q install --require-hashes -r requirements/lock.txt
	@for name in base embedded dev lock; do .cache/lock/bin/uv pip compile --quiet --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --no-annotate requirements/$$name.in -o requirements/$$name.txt; done
