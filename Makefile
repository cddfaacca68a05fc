# The commands of Lotse. `make help` lists them; the work is done in bootstrap/.
PYTHON ?= python3
BOOTSTRAP = @exec $(PYTHON) -m bootstrap
VENV = @exec .venv/bin

.DEFAULT_GOAL := help
.PHONY: help install run test lint format check bench bench-search train coverage translations lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' Makefile
	@echo 'Variables of run: PORT=8000, CONTENT=folder of articles, PORTAL_DATA_DIR=data.'
	@echo 'Variable of test: ARGS="tests/unit -k word".'

install: ## everything into .venv, the search model included
	$(BOOTSTRAP) install

run: ## serve http://127.0.0.1:8000 with starter content and demo people
	$(BOOTSTRAP) run

test: ## all tests, on both databases and in the browser
	$(BOOTSTRAP) test $(ARGS)

lint: ## style, types, import contracts, templates
	$(BOOTSTRAP) lint

format: install ## put the code into the house style
	$(VENV)/ruff check --fix-only --quiet .
	$(VENV)/ruff format --quiet .

check: lint test ## what CI runs: lint, then test

coverage: install ## which lines and branches no test runs
	$(VENV)/python -m pytest --cov --cov-report=term-missing:skip-covered $(ARGS)

bench: install ## page speed as a ratio to a bare page; ARTICLES=10000 for a large centre
	$(VENV)/python -m tests.benchmarks $(if $(ARTICLES),--articles $(ARTICLES))
	$(if $(ARTICLES),,$(VENV)/python -m tests.benchmarks --service)

bench-search: ## our search beside other engines, ten minutes; SIZES=100000, ARGS="--data FOLDER"
	$(BOOTSTRAP) bench-search $(if $(SIZES),--sizes $(SIZES)) $(ARGS)

train: install ## train recognition and reply check; ARGS=--check measures and writes nothing
	$(VENV)/python -m portal.remedies.recognition.training $(ARGS)
	$(VENV)/python -m portal.remedies.repeats.training $(ARGS)

translations: install ## compile the catalogues, list texts without a German version
	$(VENV)/python -m pytest --quiet tests/contracts/test_translations.py

lock: ## resolve pyproject.toml into requirements.lock; ARGS=--upgrade for newer versions
	$(BOOTSTRAP) lock $(ARGS)

clean: ## remove .venv and caches, keep the data
	rm -rf .venv .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis .coverage test-results
	find articles search portal tests bootstrap -name __pycache__ -type d -prune -exec rm -rf {} +
