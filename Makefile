# `make run` and `make test` need Python 3.11 or later and nothing else; they put uv into .venv and install from the lock.
PYTHON ?= python3
BIN := .venv/bin
UV_STAMP := .venv/.uv
STAMP := .venv/.installed
export KEPU_VAR_DIR ?= $(CURDIR)/var


.PHONY: help run test check clean

help:  ## What can be made
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

# Debian's bare python3 has neither pip nor ensurepip; uv is then unpacked from its wheel.
$(UV_STAMP):
	@$(PYTHON) tools/bootstrap_uv.py .venv
	@touch $@

$(STAMP): $(UV_STAMP) uv.lock pyproject.toml
	@.venv/uv/bin/uv sync --frozen --quiet
	@touch $@

run: $(STAMP)  ## Install, load a demo district, serve on http://127.0.0.1:8000
	@$(BIN)/kepu compile survey psychometrics >/dev/null & $(BIN)/kepu demo load
	@nice $(BIN)/kepu compile dispatch >/dev/null & $(BIN)/kepu serve

test: $(STAMP)  ## Run the tests on SQLite
	@$(BIN)/pytest -q -n 2 -m "not browser"

check: $(STAMP)  ## Style, types and architecture
	@$(BIN)/ruff check src tests tools benchmarks
	@$(BIN)/ruff format --check -q src tests tools benchmarks
	@$(BIN)/mypy
	@$(BIN)/lint-imports

clean:  ## Forget the environment (data in var/ stays)
	rm -rf .venv
