# Everything runs in .venv, which `make install` sets up. `make run` and `make test` do that by themselves.
PYTHON ?= python3
BIN := .venv/bin
unexport PYTHONDONTWRITEBYTECODE  # without compiled files every import of TensorFlow takes twice as long

.PHONY: install run test test-slow lint types structure docs bench accuracy reproduce wheel clean

install: .venv/installed

.venv/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v < (3, 14) else f"fitflow needs Python 3.11 to 3.13, and $(PYTHON) is {v[0]}.{v[1]}; try: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

run: install  ## train MNIST, dense, from the data in the repository
	$(BIN)/fitflow run mnist-dense

test: install  ## lint, types, the site, and every test that takes seconds
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile

test-slow: install  ## the tests that take minutes; FITFLOW_DATA_DIR must hold Fashion-MNIST and CIFAR-10
	$(BIN)/pytest -m slow

lint: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

structure: install  ## lengths of functions, the largest folder, circles of imports, from the syntax trees
	$(BIN)/python -m tests.structure

types: install
	$(BIN)/pyright --pythonpath $(BIN)/python

docs: install  ## the documentation as a site, site/index.html; a broken link or an unexplained command fails
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --fresh-env --quiet --doctree-dir build/doctrees docs site

bench: install  ## fitflow against the same training as a plain script, and how long its commands take; half an hour
	$(BIN)/python -m benchmarks.overhead
	$(BIN)/python -m benchmarks.checkpoints
	$(BIN)/python -m benchmarks.normalization
	$(BIN)/python -m benchmarks.cache
	$(BIN)/python -m benchmarks.compare
	$(BIN)/python -m benchmarks.control_room
	$(BIN)/python -m benchmarks.schedule
	$(BIN)/python -m benchmarks.tables

reproduce: install  ## published figures beside ours; FITFLOW_DATA_DIR must hold all data
	$(BIN)/fitflow reproduce --json > benchmarks/results/reproduce.json
	$(BIN)/python -m benchmarks.tables

accuracy: install  ## every recipe over seeds, and what the recipes state as results; FITFLOW_DATA_DIR must hold all data
	$(BIN)/python -m benchmarks.accuracy
	$(BIN)/python -m benchmarks.recipe_results
	$(BIN)/python -m benchmarks.tables

wheel: install
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

clean:
	rm -rf .venv dist site docs/generated .pytest_cache .ruff_cache
