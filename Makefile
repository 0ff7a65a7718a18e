# Two commands do all the set-up: make run, make test. Python 3.11 or newer and make are enough.
override PYTHON := $(or $(PYTHON),python3)
PORT ?= 8000
# What somebody gives is never expanded: a recipe reads it as it was written.
override PORT := $(value PORT)
override DATA_DIR := $(or $(value DATA_DIR),$(CURDIR)/var)
KEY = $$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(60))')
export PORT DATA_DIR
# Tests start very many processes: what was compiled once is read again.
unexport PYTHONDONTWRITEBYTECODE
run: export STATIC_ROOT = $(DATA_DIR)/static
run: export SITE_ADDRESS ?= http://127.0.0.1:$(PORT)

# A Python that was removed, or an environment that was left half made or half removed, is made again.
USABLE = test ! -e $(1)/unfinished && $(1)/bin/python -c 'import pip' 2>/dev/null
$(shell $(call USABLE,.venv) || rm -f .venv/run .venv/dev)

# What changes this folder is made by one at a time; whoever is killed gives the lock back.
ALONE = $(PYTHON) -c 'import fcntl, os, sys; lock = os.open("Makefile", os.O_RDWR); \
	fcntl.flock(lock, fcntl.LOCK_EX); os.set_inheritable(lock, True); os.execvp(sys.argv[1], sys.argv[1:])' \
	$(MAKE) --silent --no-print-directory IS_ALONE=1

# Whatever it starts has the port to itself.
HOLD = $(PYTHON) -m mscalc.places
IS_DRY = $(findstring n,$(filter-out --%,$(firstword -$(MAKEFLAGS))))

.PHONY: port ready run serve test test-all matrix faults image bench check lock sbom clean

run: port .venv/run
	+@$(if $(IS_DRY),,$(HOLD)) $(MAKE) --silent --no-print-directory serve

# Without a shell between them, whoever ends make ends the server too.
serve:
	+@$(ALONE) ready
	@exec .venv/bin/python -m granian --interface wsgi --host 127.0.0.1 --port "$$PORT" --workers 1 \
		--blocking-threads 4 --no-ws --log-level warning mscalc.wsgi:application

ready:
	@grep -qs -e '[^[:space:]]' -- "$$DATA_DIR/secret_key" || { mkdir -p -- "$$DATA_DIR" && umask 077 && \
		key=$(KEY) && test -n "$$key" && echo "$$key" > "$$DATA_DIR/secret_key"; }
	@.venv/bin/python manage.py prepare --address "http://127.0.0.1:$$PORT"

# Two servers can share a port without a word: readers would get either.
port:
	@$(HOLD)

# Every rule of the engine, gate, pages, desk and headers, and a dozen journeys: two minutes.
test: .venv/dev
	.venv/bin/python -m pytest $(ARGS)

# The rest: servers, kills, backups, fuzz, print, and a sample of the looks.
test-all: .venv/dev
	.venv/bin/python -m pytest -m "slow and not long" $(ARGS)

# Every page and state in every appearance, scripts on and off: some ten minutes.
matrix: .venv/dev
	MATRIX=1 REQUIRE_BROWSER=1 .venv/bin/python -m pytest -m "" tests/browser/test_look.py \
		tests/browser/test_pack.py tests/browser/test_keyboard.py tests/browser/test_projector.py \
		tests/browser/test_handouts.py

# Faults at full length: publishing killed at every step, 100,000 fuzzed requests, 10,000 spoilt
# links, a million requests, thousands of slow clients, and all that tests/deploy breaks.
faults: .venv/dev
	FAULTS=1 .venv/bin/python -m pytest -m "" -n0 -rs tests/editions/test_kill.py tests/mscalc/test_fuzz.py \
		tests/teach/test_cases.py tests/desk/test_finding.py tests/mscalc/test_queries.py tests/deploy $(ARGS)

# Dockerfile, compose.yaml and the systemd unit, executed as they are; what they start from stays in CACHE.
CACHE ?= /var/tmp/mscalc-debian
image: .venv/dev
	.venv/bin/python -m tests.deploy.image $(CACHE)
	.venv/bin/python -m tests.deploy.unit $(CACHE)

# Speed, beside a bare Django view and beside the same form made in other ways: some ten minutes.
bench: .venv/dev .venv-peers/peers
	.venv/bin/python -m benchmarks --nicegui .venv-peers/bin/python $(ARGS)

check: .venv/dev
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache
	.venv/bin/djade --check $$(git ls-files '*.html')
	SECRET_KEY=$(KEY) DATABASE_URL=sqlite://:memory: .venv/bin/python manage.py makemigrations --check --dry-run
	SECRET_KEY=$(KEY) TLS=1 ALLOWED_HOSTS=example.org .venv/bin/python manage.py check --deploy --fail-level WARNING

lock: .venv/dev
	for name in run dev peers postgresql sbom; do .venv/bin/uv pip compile --quiet --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate requirements/$$name.in \
		-o requirements/$$name.txt; done

# What the site is made of (CycloneDX), from the locked versions and their hashes.
sbom: .venv-sbom/sbom
	.venv-sbom/bin/cyclonedx-py requirements --index-url "" --output-reproducible --sv 1.6 \
		--pyproject pyproject.toml --mc-type application requirements/run.txt -o - | \
		$(PYTHON) -c 'import json, sys; told = json.load(sys.stdin); del told["metadata"]["tools"]; \
			print(json.dumps(told, indent=1, sort_keys=True))' > sbom.json

clean:
	rm -rf .venv/bin .venv-peers/bin .venv-sbom/bin .venv .venv-peers .venv-sbom .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/% .venv-peers/% .venv-sbom/%: requirements/%.txt
ifndef IS_ALONE
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	+@$(ALONE) $@
else
	@$(call USABLE,$(@D)) || { rm -rf $(@D)/bin $(@D) && mkdir $(@D) && touch $(@D)/unfinished && \
		$(PYTHON) -m venv $(@D); } || { rm -rf $(@D); echo "On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@touch $(@D)/unfinished
	@echo "Installing what $< names."
	@$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-compile \
		--only-binary :all: -r $< || { $(@D)/bin/python -m pip check >/dev/null 2>&1 && rm $(@D)/unfinished; exit 1; }
	@touch $@ && rm $(@D)/unfinished
endif
