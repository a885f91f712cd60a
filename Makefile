# Two commands matter: `make run` and `make test`. Both install what they need; the second time they are quick.
# The inner loop is `make quick`.
SHELL := /bin/sh
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes
ARGS ?=
ON_EVERY_CORE := -n auto --dist loadfile --no-loadscope-reorder
PYTEST := $(PY) -m pytest $(ON_EVERY_CORE) --durations=20
QUICK := $(addprefix tests/,tokens reading worlds issuer apis clients replay)

.DEFAULT_GOAL := help
.PHONY: help run workshop test test-all quick engines lint unit bench fuzz audit wheel release screenshots lock vendor clean

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' Makefile

run: $(VENV)/run.done ## Start everything on http://localhost:8000 (ARGS="--port 9000" and the like)
	@$(VENV)/bin/aud serve $(ARGS)

workshop: $(VENV)/redis.done ## Open a room that people on your network follow (ARGS="workshop-120" and the like)
	@$(VENV)/bin/aud workshop $(ARGS)

test: engines lint ## Run what has to pass: linters, types, import rules, tests with real browsers, a real Redis and real clients
	@CHROMIUM="$$(sh tools/chromium.sh)" $(PYTEST) -m "not extended" $(ARGS)

test-all: engines lint ## The same, and what takes long: two servers with one Redis, one of them killed, pictures of every page
	@CHROMIUM="$$(sh tools/chromium.sh)" $(PYTEST) $(ARGS)

quick: $(VENV)/test.done ## Under 40 seconds: linters on changed files, types, tests of tokens, reading, worlds, issuer, apis, clients, replay
	@changed=$$(git diff --name-only --diff-filter=d HEAD -- '*.py'; git ls-files --others --exclude-standard -- '*.py'); \
	test -z "$$changed" || { $(VENV)/bin/ruff check --quiet $$changed && $(VENV)/bin/ruff format --quiet --check $$changed; }
	@$(VENV)/bin/mypy & types=$$!; $(PYTEST) -m "not extended" $(QUICK) $(ARGS); tests=$$?; wait $$types && exit $$tests

engines: $(VENV)/test.done
	@sh tools/install-chromium.sh
	@sh tools/install-engines.sh
	@sh tools/install-node.sh
	@sh tools/install-redis.sh
	@sh tools/install-shells.sh
	@sh tools/install-nginx.sh

lint: $(VENV)/test.done ## Ruff, mypy and the rules of who may import whom
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/ruff format --quiet --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-logo

unit: $(VENV)/test.done ## The tests that need neither a browser nor Node
	@sh tools/install-redis.sh
	@sh tools/install-shells.sh
	@sh tools/install-nginx.sh
	@$(PY) -m pytest --ignore=tests/browser --ignore=tests/interop $(ARGS)

bench: $(VENV)/test.done ## The numbers, beside their floors
	@$(PY) -m benchmarks $(ARGS)

fuzz: $(VENV)/test.done ## Hostile input in bulk: tokens, requests, files, rooms, probes (ARGS="--seed 7 --part 0.01 files" and the like)
	@sh tools/install-node.sh
	@$(PY) -m fuzz $(ARGS)

audit: $(VENV)/test.done ## What Lighthouse says of the pages: everything has to be 100
	@sh tools/install-chromium.sh
	@sh tools/install-node.sh
	@sh tools/install-audit.sh
	@CHROMIUM="$$(sh tools/chromium.sh)" $(PY) -m tools.audit

wheel: $(VENV)/test.done ## Build wheel and source distribution into dist/, the same bytes each time
	@$(PY) -m tools.release --packages

screenshots: $(VENV)/test.done ## Take the pictures of the documents anew
	@sh tools/install-chromium.sh
	@CHROMIUM="$$(sh tools/chromium.sh)" $(PY) -m tools.screenshots

release: $(VENV)/test.done ## The same, with a bill of materials (CycloneDX) and SHA256SUMS
	@$(PY) -m tools.release

lock: $(VENV)/made ## Lock the newest versions of all dependencies, with hashes
	@$(PY) -m pip install --quiet --disable-pip-version-check "uv==0.13.9"
	@sh tools/lock.sh

vendor: ## Fetch the vendored browser libraries anew (needs npm)
	@python3 tools/vendor.py

clean: ## Remove everything that was made
	rm -rf $(VENV) dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/made:
	@sh tools/make-venv.sh $(VENV)
	@touch $@

$(VENV)/run.done: $(VENV)/made requirements/run.txt requirements/build.txt pyproject.toml
	@echo "Installing what is locked in requirements/ ..."
	@$(PIP) -r requirements/run.txt -r requirements/build.txt
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/redis.done: $(VENV)/run.done requirements/redis.txt
	@$(PIP) -r requirements/redis.txt
	@touch $@

$(VENV)/test.done: $(VENV)/run.done requirements/test.txt
	@echo "Installing the tools of the tests ..."
	@$(PIP) -r requirements/test.txt
	@touch $@
