# `make run` for a first look, `make test` before a change is proposed; README.md says more.
PYTHON ?= python3.11

VENV := .venv
BIN := $(VENV)/bin
SERVING_VENV := .venvs/serving
SAMPLE := training/sample/samplewiki.xml
SAMPLE_BUNDLE := data/samplewiki/manifest.json
PACKAGES := linking api training
PARALLEL := --numprocesses 2 --dist worksteal
PIP_INSTALL := install --quiet --disable-pip-version-check --require-hashes
COMPILE := $(BIN)/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make requirements"

.PHONY: run serve venv accelerator test lint format docs chart sbom audit unit unit-other-pythons integration serving-test fuzz mutation sample bench bench-training design-tokens language-names calendar-names requirements clean

run: export DATA_DIR := data
run: venv $(SAMPLE_BUNDLE)
	@$(BIN)/python -m training.sample curl --url http://127.0.0.1:$${PORT:-8000}
	@$(MAKE) --no-print-directory serve

serve: venv
	@$(BIN)/gunicorn --config gunicorn.conf.py api.wsgi:app

venv: $(VENV)/.installed $(VENV)/.accelerator

$(VENV)/.installed: requirements.txt requirements-training.txt requirements-build.txt requirements-test.txt requirements-dev.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip $(PIP_INSTALL) $(addprefix -r ,$^)
	@touch $@

# The compiled modules, where this machine has a C compiler. Everything else works without them.
ACCELERATOR_SOURCES := $(addprefix accelerator/,pyproject.toml setup.py MANIFEST.in) \
	$(filter-out %/built.py,$(wildcard accelerator/linking_accelerator/*.p[xy]*))
$(VENV)/.accelerator: $(ACCELERATOR_SOURCES) | $(VENV)/.installed
	@$(BIN)/python -m tools.accelerator --optional
	@touch $@

accelerator: $(VENV)/.installed
	@$(BIN)/python -m tools.accelerator
	@touch $(VENV)/.accelerator

$(SERVING_VENV)/.installed: requirements.txt requirements-test.txt
	test -x $(SERVING_VENV)/bin/python || $(PYTHON) -m venv $(SERVING_VENV)
	$(SERVING_VENV)/bin/pip $(PIP_INSTALL) $(addprefix -r ,$^)
	@touch $@

# Trained again when the code that trains or reads a bundle has changed: an old bundle would hide the change.
$(SAMPLE_BUNDLE): $(SAMPLE) $(shell find linking training -name '*.py') | venv
	$(BIN)/python -m training run --wiki samplewiki --dump $(SAMPLE) --data-dir data --publish-anyway
	@touch $@

test: lint audit docs serving-test unit unit-other-pythons integration

lint: venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(PACKAGES) docs/_ext
	$(BIN)/lint-imports

# Known vulnerabilities of what the images contain. Without a connection to the advisories it only says so.
audit: venv
	@$(BIN)/python -m tools.audit

format: venv
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Built anew each time: the reference comes from the code, so pages change where no page was edited. A warning is an error.
docs: venv
	$(BIN)/sphinx-build --builder html --fresh-env --fail-on-warning --keep-going --quiet docs build/docs

# What the Helm chart makes of the default values and of Wikimedia's.
chart: venv
	mkdir -p build/chart
	$(BIN)/python -m tools.chart render >build/chart/default.yaml
	$(BIN)/python -m tools.chart render --values chart/values-wikimedia.yaml >build/chart/wikimedia.yaml

# The fast lane: no server, no database, no browser, no whole training run.
unit: venv
	$(BIN)/pytest tests/unit tests/golden tests/fuzz tests/architecture -m "not integration" $(PARALLEL) $(PYTEST_ARGS)

# The unit tests on the other supported versions of Python, where this machine has them. Some slow ones are left out: they
# test what is computed, not what the interpreter and its library do. All of them: make unit-other-pythons SLOW_TESTS=
OTHER_PYTHONS := 3.12 3.13
SLOW_TESTS := training/knowledge training/learning training/test_skew.py training/corpus/test_counting.py \
	training/pipeline/test_bulk_recommend.py training/pipeline/test_counting_steps.py \
	training/pipeline/test_comparison_run.py training/pipeline/test_review_sample.py \
	linking/wikitext/test_any_wikitext.py
unit-other-pythons: $(addprefix unit-python-,$(OTHER_PYTHONS))

# A `python3.12` on PATH may be a shim of pyenv that only prints an error, so each candidate is tried.
unit-python-%:
	@for python in python$* $(wildcard $(HOME)/.pyenv/versions/$*.*/bin/python$*); do \
		if $$python -c 'import ensurepip' 2>/dev/null; then \
			echo "Unit tests on Python $* ($$python)"; \
			make --no-print-directory .venvs/$*/.installed PYTHON=$$python || exit; \
			exec .venvs/$*/bin/pytest tests/unit -m "not integration" $(PARALLEL) \
				$(addprefix --ignore=tests/unit/,$(SLOW_TESTS)) $(PYTEST_ARGS); \
		fi; \
	done; \
	echo "Unit tests on Python $* are skipped: neither PATH nor ~/.pyenv/versions has a python$* with ensurepip"

# Without the development tools, which need not run there.
.venvs/3.%/.installed: requirements.txt requirements-training.txt requirements-test.txt
	test -x .venvs/3.$*/bin/python || $(PYTHON) -m venv .venvs/3.$*
	.venvs/3.$*/bin/pip $(PIP_INSTALL) $(addprefix -r ,$^)
	@touch $@

# With a Java runtime, the tests of training on a cluster run too. `make test` has run those of the service before.
HAVE_RUN := $(if $(filter test,$(MAKECMDGOALS)),--ignore=tests/integration/api)
integration: venv $(if $(shell command -v java),$(VENV)/.spark)
	$(BIN)/pytest -m "integration and not browser" $(HAVE_RUN) $(PYTEST_ARGS)
	$(BIN)/pytest -m browser --numprocesses 2 --dist loadfile $(PYTEST_ARGS)

$(VENV)/.spark: requirements-spark.txt | venv
	$(BIN)/pip $(PIP_INSTALL) -r requirements-spark.txt
	@touch $@

# linking and api must pass where no training library is installed. What pages do in a browser does not depend on it.
serving-test: $(SERVING_VENV)/.installed
	$(SERVING_VENV)/bin/pytest tests/unit/linking tests/unit/api tests/golden $(PARALLEL) $(PYTEST_ARGS)
	$(SERVING_VENV)/bin/pytest tests/integration/api -m "not browser" $(PYTEST_ARGS)

# Mutates articles, requests and rules, and checks what the service promises: half an hour, or FUZZ_SECONDS for each kind.
FUZZ_SECONDS ?= 600
fuzz: venv $(SAMPLE_BUNDLE)
	for target in articles requests rules; do \
		nice $(BIN)/python -m tests.fuzz $$target --seconds $(FUZZ_SECONDS) || failed=1; done; exit $${failed:-0}

# Changes the code that chooses links and reads titles in small ways, and lists the changes that no test notices.
mutation: venv
	nice $(BIN)/mutmut run --max-children 2
	$(BIN)/mutmut results

# What the images contain, as CycloneDX: packages, versions, licences and what requires what.
SBOM := build/sbom
sbom: $(SBOM)/service.cdx.json $(SBOM)/training.cdx.json
$(SBOM)/service.cdx.json: requirements.txt | venv
$(SBOM)/training.cdx.json: requirements.txt requirements-training.txt | venv
$(SBOM)/%.cdx.json:
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(SBOM)/$*
	$(BIN)/uv pip install --quiet --python $(SBOM)/$* --require-hashes --build-constraint requirements-build.txt $(addprefix -r ,$^)
	PYTHONWARNINGS=ignore $(BIN)/cyclonedx-py environment $(SBOM)/$*/bin/python --pyproject pyproject.toml --output-reproducible --of JSON -o $@

sample: venv
	$(BIN)/python -m training.sample write

# Wikimedia's Codex design tokens, for all pages. Needs npm.
CODEX_VERSION ?= latest
design-tokens: venv
	$(BIN)/python tools/codex_tokens.py $(CODEX_VERSION)

# The names of languages on the service's pages. Needs MediaWiki's files (Debian's package mediawiki).
language-names: venv
	PYTHONPATH=. $(BIN)/python tools/language_names.py

# The names of months and weekdays by which training knows their pages.
calendar-names: venv
	PYTHONPATH=. $(BIN)/python tools/calendar_names.py

requirements: venv
	$(COMPILE) requirements.in --output-file requirements.txt
	$(COMPILE) requirements-training.in --output-file requirements-training.txt
	$(COMPILE) requirements-tracing.in --output-file requirements-tracing.txt
	$(COMPILE) requirements-build.in --output-file requirements-build.txt
	$(COMPILE) requirements-spark.in --output-file requirements-spark.txt
	$(COMPILE) requirements-test.in --output-file requirements-test.txt
	$(COMPILE) requirements-dev.in --output-file requirements-dev.txt

bench: venv
	$(BIN)/python -m tests.bench.serving
	$(BIN)/python -m tests.bench.before_after

# DUMP=FILE measures with the dump of another wiki.
bench-training: DUMP ?= $(SAMPLE)
bench-training: venv
	$(BIN)/python -m tests.bench.training --dump $(DUMP)

clean:
	rm -rf $(VENV) .venvs data build mutants .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
