# What you need: Python 3.11 or newer, and make. Everything else goes into the folder .venv.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
PORT ?= 8000

.PHONY: demo test test-all lint format docs bench lock clean

demo: $(VENV)/.runtime  ## open the playground in your browser
	$(BIN)/python -m bot demo --port $(PORT)

test: $(VENV)/.dev  ## run the tests, save the longest and what is the same once more; random things a few times. Without Chromium, its test is skipped loudly
	$(BIN)/python -m pytest -n auto --dist loadgroup -m "not slow and not again"

test-all: $(VENV)/.dev  ## run all tests: also on PostgreSQL, throughout in the browser, and killing the bot again and again; what needs PostgreSQL, Chromium or npm is skipped loudly where it is missing
	$(BIN)/python -m pytest -n auto --dist loadgroup

lint: $(VENV)/.dev  ## style, types, import directions, size budgets
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tests/budgets.py

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/.dev  ## bring the README's tables of commands up to date with the code
	$(BIN)/python -m tests.test_docs

bench: $(VENV)/.dev  ## measure; prints tables (FAQ=folder adds the scores on questions of your own, SETS=folder those on public sets)
	$(BIN)/python -m benchmarks $(if $(FAQ),--faq $(FAQ)) $(if $(SETS),--sets $(SETS))

lock: $(VENV)/.dev  ## take newer versions of the dependencies
	$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 --no-header --no-annotate \
		pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 --no-header --no-annotate \
		--group dev pyproject.toml -o requirements-dev.lock

$(VENV)/.runtime: requirements.lock
	$(PYTHON) -c 'import sys; sys.exit("groupmate needs Python 3.11 or newer; this is %s. Try: make PYTHON=python3.12" % sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m compileall -q bot handlers storage
	touch $@

$(VENV)/.dev: requirements-dev.lock
	$(PYTHON) -c 'import sys; sys.exit("groupmate needs Python 3.11 or newer; this is %s. Try: make PYTHON=python3.12" % sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@ $(VENV)/.runtime

clean:
	rm -rf $(VENV) demo-data .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
