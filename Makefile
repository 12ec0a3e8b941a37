# lambda-oncall: `make demo` shows it, `make test` proves it. Both need python3 only.
PYTHON ?= python3
VENV ?= .venv
PORT ?= 8080
FAULTS ?=
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check
.DEFAULT_GOAL := help

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(firstword $(MAKEFILE_LIST)) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(VENV)/.demo ## install, start the embedded AWS and the dashboard, print the URL (PORT=8080 FAULTS=throttle:0.3)
	@exec $(BIN)/oncall demo --port $(PORT) $(if $(FAULTS),--faults '$(FAULTS)')

install: $(VENV)/.run ## install .venv/bin/oncall, and start nothing

run: $(VENV)/.run ## collect from the AWS accounts of config.yaml and serve the dashboard
	@exec $(BIN)/oncall run

test: $(VENV)/.dev check ## install, lint, then run every test, the browser's too
	$(BIN)/python -m tests.browser.chromium
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not soak"

check: $(VENV)/.dev ## lint, types, import rules, unused dependencies, insecure patterns
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy
	$(BIN)/deptry .
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/bandit -q -r collectors webapp -c pyproject.toml

bench: $(VENV)/.dev ## measure; prints a table and writes bench.json (QUICK=1 ends within a minute)
	$(BIN)/python -m bench

soak: $(VENV)/.dev ## the tests that take long
	$(BIN)/python -m pytest -m soak --timeout 3600

screenshots: $(VENV)/.dev ## every page, wide and narrow, light and dark, into screenshots/
	$(BIN)/python -m tests.browser.chromium
	$(BIN)/python -m tests.browser.screenshots

lock: ## pin the dependencies of pyproject.toml anew, with hashes (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate pyproject.toml -o requirements/run.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate --extra demo pyproject.toml -o requirements/demo.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate --extra demo --extra dev --extra postgres pyproject.toml -o requirements/dev.txt

# One stamp a set of requirements: it is made anew when its file changes, and by uv where uv is found.
$(VENV)/.%: requirements/%.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "lambda-oncall needs Python 3.11 or newer; name one with PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "python3 has no venv: apt-get install python3-venv (or your system's package)"; exit 1; }
	@echo "Installing $< ..."
	@{ command -v uv >/dev/null && VIRTUAL_ENV=$(VENV) uv pip install -q --require-hashes -r $< && VIRTUAL_ENV=$(VENV) uv pip install -q --no-deps -e .; } \
	  || { $(PIP) --require-hashes -r $< && $(PIP) --no-deps -e .; }
	@touch $@

.PHONY: help demo install run test check bench soak screenshots lock
