# What a newcomer, a contributor and CI type. Needs make, a Python of at least 3.11 and a package index; the rest is made here.

# Set PYTHON=/path/to/python to choose one yourself.
PYTHON =
VENV = .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
# The locks are complete, so nothing is resolved; bytecode is made when first used, which halves the time to the demo.
INSTALL = $(PIP) install --no-deps --no-compile --require-hashes
ARGS =

.PHONY: help demo test check lint types layers bench mutants audit fuzz adversary pages prove lock clean

help:
	@echo 'make demo     the whole route on real papers, decided in your browser (ARGS="--headless" for none)'
	@echo 'make test     the tests (ARGS="-k sentence" for some)'
	@echo 'make check    what must be green: lint, format, types, layers, tests'
	@echo 'make prove    the long proofs: a fresh clone, the image, ill-made input, kills, outages, two years'
	@echo 'make bench    the figures of the documentation, measured here'
	@echo 'make mutants  how many small faults in the pure parts the tests notice (ARGS="--sample 600")'
	@echo 'make audit    what is publicly known against the pinned packages'
	@echo 'make fuzz     ill-made input for everything that reads the outside (ARGS="--seconds 60")'
	@echo 'make adversary  a real model that writes fluent untruths, against the checks (200 MB, two minutes)'
	@echo 'make pages    the pages of the documentation that the program writes'
	@echo 'make lock     pin what pyproject.toml asks for (needs uv; ARGS=--upgrade for the newest)'
	@echo 'make clean    forget what was installed and cached; your data stays'

demo: $(VENV)/.ready
	@$(BIN)/paperdesk demo $(ARGS)

test: $(VENV)/.ready-dev
	$(BIN)/python -m pytest $(ARGS)

check: lint types layers test

lint: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.ready-dev
	$(BIN)/mypy --strict bot tests

layers: $(VENV)/.ready-dev
	$(BIN)/lint-imports --no-logo

bench: $(VENV)/.ready-dev
	@for script in `grep -l __main__ bench/*.py | grep -v mutants`; do \
	    echo "== $$script"; $(BIN)/python $$script $(ARGS) || exit 1; \
	done

prove: $(VENV)/.ready-dev
	@sh .ci/prove
	@bash .ci/prove-image
	$(BIN)/python -m bench.fuzz --seconds 30
	@$(MAKE) --no-print-directory adversary
	@for trial in 'kill_trial.py' 'kill_trial.py --postgres --replicas 3' 'outages.py' 'years.py'; do \
	    echo "== $$trial"; PYTHONPATH=. $(BIN)/python -W ignore bench/$$trial || exit 1; \
	done

audit: $(VENV)/.ready-dev
	@bash .ci/audit

fuzz: $(VENV)/.ready-dev
	$(BIN)/python -m bench.fuzz $(ARGS)

adversary: $(VENV)/.ready-dev
	@$(INSTALL) --upgrade --target $(VENV)/adversary -r tests/writers/adversary.lock
	PYTHONPATH=.:$(VENV)/adversary $(BIN)/python -m pytest tests/writers/test_adversary.py $(ARGS)

mutants: $(VENV)/.ready-dev
	$(BIN)/python -m bench.mutants $(ARGS)

pages: $(VENV)/.ready
	@PYTHONPATH=. $(BIN)/python docs/pages.py

lock:
	@command -v uv >/dev/null || { echo 'make lock needs uv: install it, then try again.' >&2; exit 1; }
	$(COMPILE) --all-extras --group dev --output-file requirements-dev.lock
	$(COMPILE) --all-extras --group build --constraint requirements-dev.lock --output-file requirements-server.lock
	$(COMPILE) --extra demo --group build --constraint requirements-dev.lock --output-file requirements.lock
	$(PINNED) tests/writers/adversary.in --no-deps --output-file tests/writers/adversary.lock

# One version of everything for all Pythons and systems; no index is named, so that any mirror serves.
PINNED = uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
    --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command 'make lock' $(ARGS)
COMPILE = $(PINNED) pyproject.toml

clean:
	rm -rf $(VENV) dist build mutants .coverage htmlcov .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

$(VENV)/.ready: requirements.lock pyproject.toml $(VENV)/.pip
	@echo 'Installing Paperdesk into $(VENV) ...'
	@$(INSTALL) -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-dev: requirements-dev.lock pyproject.toml $(VENV)/.pip
	@echo 'Installing Paperdesk and the tools of its makers into $(VENV) ...'
	@$(INSTALL) -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $(VENV)/.ready $@

# A current pip first: it takes half the time of the one that Python 3.11 brings.
$(VENV)/.pip: $(VENV)/.made
	@awk '/^[^ ]/ { pip = /^pip==/ } pip' requirements.lock > $@.lock
	@$(INSTALL) -r $@.lock
	@touch $@

# A Python counts if it is new enough and can make an environment with pip in it: Debian packs `venv` apart.
$(VENV)/.made:
	@new='import sys; sys.exit(sys.version_info < (3, 11))'; found=; \
	if $(BIN)/python -c "$$new" >/dev/null 2>&1; then \
	    $(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null 2>&1 || rm -rf $(VENV); \
	else rm -rf $(VENV); fi; \
	if [ -d $(VENV) ]; then touch $@; exit 0; fi; \
	for python in $(PYTHON) python3.14 python3.13 python3.12 python3.11 python3 python; do \
	    $$python -c "$$new" >/dev/null 2>&1 || continue; \
	    found=$$python; \
	    if $$python -m venv $(VENV) >/dev/null 2>&1 || $$python -m virtualenv --quiet $(VENV) >/dev/null 2>&1; \
	    then touch $@; exit 0; fi; \
	    rm -rf $(VENV); \
	done; \
	if [ -n "$$found" ]; then \
	    echo "$$found cannot make virtual environments: install its venv module (Debian, Ubuntu: apt install python3-venv), then try again." >&2; \
	else \
	    echo 'Paperdesk needs Python 3.11 or newer and found none: install one, or name it with make PYTHON=/path/to/python.' >&2; \
	fi; exit 1
