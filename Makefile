# make demo   the whole loop on the bundled data, in ./lodestock-demo
# make test   format, lint, types, walls and every test but the soak
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.stamp
SOAK_MINUTES ?= 60

.PHONY: demo test check lint bench soak clean

demo: $(STAMP)
	$(BIN)/lodestock demo --force

test: lint
	$(BIN)/python -m pytest -q -n 2 -m "not soak and not alone"
	$(BIN)/python -m pytest -q -m "alone and not soak"

check: lint
	$(BIN)/python -m pytest -q -n 2 -m "not slow and not soak and not alone"
	$(BIN)/python -m pytest -q -m "alone and not slow and not soak"

lint: $(STAMP)
	$(BIN)/ruff format --check src tests tools
	$(BIN)/ruff check src tests tools
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(STAMP)
	@for script in benchmarks/*.py; do [ -e "$$script" ] || { echo "no benchmark yet"; break; }; $(BIN)/python "$$script" || exit 1; done

soak: $(STAMP)
	SOAK_MINUTES=$(SOAK_MINUTES) $(BIN)/python -m pytest -q -m soak

# The stamp, not the folder, says that the environment is whole: a failed install leaves .venv behind.
$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
		{ echo "lodestock needs Python 3.11 to 3.13: name one with make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || \
		{ echo "Python's venv is missing: install the package python3-venv"; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $(STAMP)

clean:
	rm -rf $(VENV) lodestock-demo .mypy_cache .ruff_cache .pytest_cache .import_linter_cache dist
