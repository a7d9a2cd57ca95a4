# One environment in .venv; every target sets it up first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: setup demo front test check bench clean

setup: $(STAMP)

$(STAMP): pyproject.toml
	$(PYTHON) -c "import sys; sys.exit('Sourceline needs Python 3.11 or newer, this is %d.%d' % sys.version_info[:2] if sys.version_info < (3, 11) else 0)"
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[spacy]" --group dev
	touch $(STAMP)

demo: setup
	$(BIN)/sourceline analyse corpus/sample
	$(BIN)/sourceline extract corpus/sample --format table
	rm -rf build/sample
	$(BIN)/sourceline init build/sample
	$(BIN)/python -m corpus.plain --list corpus/sample/project.txt | $(BIN)/sourceline --project build/sample add -
	$(BIN)/sourceline --project build/sample run
	$(BIN)/sourceline --project build/sample summary

test: setup check
	tools/parts.sh
	tools/front.sh
	$(BIN)/python -m corpus.check
	$(BIN)/python -m pytest

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/deptry .
	$(BIN)/interrogate src

front:
	tools/front.sh

bench: setup
	$(BIN)/python -m benchmarks.language.speed
	$(BIN)/python -m benchmarks.language.events --part test
	$(BIN)/python -m benchmarks.language.events --part held-out
	$(BIN)/python -m benchmarks.language.syntax
	$(BIN)/python -m benchmarks.score_reports --part test --baseline

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache
