# `make run` for a first look, `make test` before a change is proposed; README.md says more.
PYTHON ?= python3.11

VENV := .venv
BIN := $(VENV)/bin
SERVING_VENV := .venvs/serving
SAMPLE := training/sample/samplewiki.xml
SAMPLE_BUNDLE := data/samplewiki/manifest.json
PACKAGES := linking api training
PIP_INSTALL := install --quiet --disable-pip-version-check --require-hashes
COMPILE := $(BIN)/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make requirements"

.PHONY: run serve venv test lint format unit serving-test sample bench bench-training requirements clean

run: export DATA_DIR := data
run: venv $(SAMPLE_BUNDLE)
	@$(BIN)/python -m training.sample curl --url http://127.0.0.1:$${PORT:-8000}
	@$(MAKE) --no-print-directory serve

serve: venv
	@$(BIN)/gunicorn --config gunicorn.conf.py api.wsgi:app

venv: $(VENV)/.installed

$(VENV)/.installed: requirements.txt requirements-training.txt requirements-test.txt requirements-dev.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip $(PIP_INSTALL) $(addprefix -r ,$^)
	@touch $@

$(SERVING_VENV)/.installed: requirements.txt requirements-test.txt
	test -x $(SERVING_VENV)/bin/python || $(PYTHON) -m venv $(SERVING_VENV)
	$(SERVING_VENV)/bin/pip $(PIP_INSTALL) $(addprefix -r ,$^)
	@touch $@

# Trained again when the code that trains or reads a bundle has changed: an old bundle would hide the change.
$(SAMPLE_BUNDLE): $(SAMPLE) $(shell find linking training -name '*.py') | venv
	$(BIN)/python -m training run --wiki samplewiki --dump $(SAMPLE) --data-dir data
	@touch $@

test: lint serving-test unit

lint: venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(PACKAGES)
	$(BIN)/lint-imports

format: venv
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Where there is a Java runtime, the tests of training on a cluster run too.
unit: venv $(if $(shell command -v java),$(VENV)/.spark)
	$(BIN)/pytest $(PYTEST_ARGS)

$(VENV)/.spark: requirements-spark.txt | venv
	$(BIN)/pip $(PIP_INSTALL) -r requirements-spark.txt
	@touch $@

# The part that serves must pass where nothing of training is installed.
serving-test: $(SERVING_VENV)/.installed
	$(SERVING_VENV)/bin/pytest tests/unit/linking tests/unit/api tests/golden tests/integration/api $(PYTEST_ARGS)

sample: venv
	$(BIN)/python -m training.sample write

requirements: venv
	$(COMPILE) requirements.in --output-file requirements.txt
	$(COMPILE) requirements-training.in --output-file requirements-training.txt
	$(COMPILE) requirements-spark.in --output-file requirements-spark.txt
	$(COMPILE) requirements-test.in --output-file requirements-test.txt
	$(COMPILE) requirements-dev.in --output-file requirements-dev.txt

bench: venv
	$(BIN)/python -m tests.bench.serving

bench-training: venv
	$(BIN)/python -m tests.bench.training

clean:
	rm -rf $(VENV) .venvs data build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
