# make demo: set up and run the main job on the sample corpus.  make test: set up and run every check.
# Both set up what they need; a second run starts at once.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test setup bench wheelhouse clean

demo: .setup-run
	$(BIN)/textmine demo

test: .setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

# For example: make bench WORDS="--data comments.csv --text comment --label theme --peers peers/bin/python --out outputs/bench"
bench: .setup-dev
	$(BIN)/python benchmarks/themes.py $(WORDS)

setup: .setup-run

# What a computer without internet needs, in wheelhouse/: copy it there. For another kind of computer, say which and with which Python:
# make wheelhouse PLATFORM=win_amd64 VERSION=3.12
wheelhouse: .setup-run
	sed 's/ *;.*//' requirements.lock > wheelhouse.txt
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --no-deps --dest wheelhouse --requirement wheelhouse.txt \
		$(if $(PLATFORM),--platform $(PLATFORM) --only-binary=:all:) $(if $(VERSION),--python-version $(VERSION) --only-binary=:all:)
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir wheelhouse .
	cp requirements.lock wheelhouse/
	rm -r wheelhouse.txt build

.venv/bin/python:
	$(PYTHON) -m venv .venv

.setup-run: .venv/bin/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.setup-dev: .setup-run requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements-dev.lock
	@touch $@

clean:
	rm -rf .venv .setup-run .setup-dev
