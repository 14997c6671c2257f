# Sets everything up and runs it: `make demo` shows the main job, `make test` runs every check.
#
#   make demo  [PYTHON=python3.12]      the shipped example, told for people
#   make serve                          the service with a company that leaves in every way: http://127.0.0.1:8080
#   make fast                           style, types, rooms and the quick tests: within 90 seconds on two cores
#   make test  [PYTHON=python3.12]      all checks; what .ci/run runs
#   make long  [MINUTES=30] [SEED=1]    what takes long: random sequences at volume, hostile inputs for so many minutes
#   make pages                          what is derived anew: pages of docs/
#   make clean                          forget the virtual environment and all that was built
#   make requirements                   requirements-pure.txt anew, from pyproject.toml
#   make schemas                        the words in schemas/ anew, after a row was added to model/words
#   make holidays                       the table of holidays anew, after an upgrade of the package; names the days that moved
#
# Another Python beside the first: make test PYTHON=python3.13 VENV=.venv-3.13

PYTHON ?= python3
VENV   ?= .venv

SHELL       := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := demo
.DELETE_ON_ERROR:
.NOTPARALLEL:

BIN   := $(VENV)/bin
STAMP := $(VENV)/.stamps
TRIAL := $(VENV)/trial

EXAMPLE     := examples/salesman.jsonl
DEFAULT_SET := rules/default
PURE_ROOMS  := texts findings model policy conditions engine decide render lint testing explain simulate diff plan reference handbook
# Every folder of rules/ that holds a policy set, the article's companies included; the statute packs are none.
SHIPPED_SETS = $(patsubst %/policy.yaml,%,$(wildcard rules/*/policy.yaml rules/seed_cases/*/policy.yaml))

# Those without the article's companies, whose clauses are unlawful as told.
LAWFUL_SETS = $(filter-out rules/seed_cases/%,$(SHIPPED_SETS))

comma := ,
empty :=
space := $(empty) $(empty)
PURE_FILES := $(subst $(space),$(comma),$(PURE_ROOMS:%=handover_policy/%/*))

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
# The source of durable-rules names a C function that Python 3.13 took away; this is its successor.
ENGINE_FLAGS = $$($(BIN)/python -c 'import sys; print("-DPyEval_CallObject=PyObject_CallObject" * (sys.version_info >= (3, 13)))')
WITH_ENGINE_FLAGS = CPPFLAGS="$${CPPFLAGS:-} $(ENGINE_FLAGS)"

.PHONY: demo serve fast test long pages setup style types rooms units policies wheel lowest clean requirements holidays schemas

# ── what people call ─────────────────────────────────────────────────────────────────────────────────────────────────

demo: $(STAMP)/installed
	$(BIN)/handover run $(EXAMPLE) --policy $(DEFAULT_SET) --format text

# A company of some twenty people around today; it goes on where it was left, `make clean` forgets it.
DEMO_DATA := .handover-demo
serve: $(STAMP)/serving
	$(BIN)/handover serve --demo --data $(DEMO_DATA)

fast: style types rooms
	$(BIN)/pytest -q --numprocesses=auto -m fast

# The tests come last, so that their summary is the last thing to read.
test: style types rooms policies wheel lowest units

clean:
	rm -rf $(VENV) $(DEMO_DATA) dist build .coverage htmlcov .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# ── the checks ───────────────────────────────────────────────────────────────────────────────────────────────────────

style: $(STAMP)/tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)/tested
	$(BIN)/mypy

rooms: $(STAMP)/tested
	$(BIN)/lint-imports

# Of the changes to a rule, one by one, its tests must notice all but these (a set of 300 rules takes some 5 seconds).
PROTECTED := --mutate --max-survivors 5%

# The policy sets that ship. Each further check of a set is one more line here.
policies: $(STAMP)/installed
	@for set in $(SHIPPED_SETS); do \
	    echo "handover validate $$set"; $(BIN)/handover validate "$$set"; \
	    echo "handover test $$set $(PROTECTED)"; $(BIN)/handover test "$$set" $(PROTECTED) >/dev/null; \
	done
	@for set in $(LAWFUL_SETS); do echo "handover lint $$set"; $(BIN)/handover lint "$$set" >/dev/null; done

# A wheel, built from the source distribution, in environments that know nothing of this checkout: with the C engine,
# without a compiler, and on every other Python that runs here. All must decide alike.
wheel: $(STAMP)/tested
	rm -rf $(TRIAL)
	mkdir $(TRIAL)
	$(BIN)/python -m build --no-isolation --outdir $(TRIAL)/dist . >$(TRIAL)/build.log || { cat $(TRIAL)/build.log; exit 1; }
	@echo "Installing the wheel in every way that people do"
	@$(BIN)/python release/trial.py $(TRIAL)/dist/*.whl $(EXAMPLE) $(TRIAL)

# The lowest versions that pyproject.toml allows: the wheel built with them, and the tests that lean on them most. The
# test tools are those of $(VENV), which come after the lowest versions on the path. The longest tests are left out.
LOWEST := $(VENV)/lowest
LOWEST_TESTS := tests/cases tests/golden tests/unit/engine tests/unit/schemas tests/edges/documents/test_pdf.py
lowest: $(STAMP)/tested $(STAMP)/browser
	rm -rf $(LOWEST)
	$(BIN)/python -m venv --without-pip $(LOWEST)
	@$(BIN)/python release/requirements.py lowest >$(LOWEST)/requirements.txt
	@echo "Installing" $$(cat $(LOWEST)/requirements.txt)
	@$(WITH_ENGINE_FLAGS) $(BIN)/python -m pip --python $(LOWEST)/bin/python install --quiet --requirement $(LOWEST)/requirements.txt
	@site() { "$$1" -c 'import sysconfig; print(sysconfig.get_path("purelib"))'; }; \
	    site $(CURDIR)/$(BIN)/python >"$$(site $(LOWEST)/bin/python)/tools.pth"
	@# What is lowest must also be there, built, for the newest Python.
	@$(BIN)/python release/requirements.py lowest 3.13 >$(LOWEST)/requirements-3.13.txt
	@$(BIN)/python -m pip install --quiet --dry-run --only-binary :all: --python-version 3.13 --target $(LOWEST)/none \
	    --requirement $(LOWEST)/requirements-3.13.txt
	PYTHONPATH=$(CURDIR) $(LOWEST)/bin/python -m build --no-isolation --wheel --outdir $(LOWEST)/dist . >$(LOWEST)/build.log || { cat $(LOWEST)/build.log; exit 1; }
	@# schemathesis, a tool alone, wants a newer jsonschema-rs than the library does.
	PYTHONPATH=$(CURDIR) $(LOWEST)/bin/python -m pytest $(LOWEST_TESTS) -p no:schemathesis --numprocesses=auto -k 'not many_tasks and not is_a4'

# Half as many again as there are cores: many tests wait for a browser, a server or a disk.
WORKERS ?= $(shell echo $$(( ($$(nproc) * 3 + 1) / 2 )))

units: $(STAMP)/tested $(STAMP)/editor $(STAMP)/browser $(STAMP)/clients
	$(BIN)/pytest --numprocesses=$(WORKERS) --dist=loadfile --no-loadscope-reorder --durations=40 --cov --cov-report=term
	@echo "The pure rooms, where every branch is tested:"
	@$(BIN)/coverage report --include='$(PURE_FILES)' --omit=handover_policy/render/documents/pdf.py --fail-under=100

MINUTES ?= 30
SEED    ?= 20261129

long: $(STAMP)/tested $(STAMP)/editor $(STAMP)/browser $(STAMP)/clients $(STAMP)/generators $(STAMP)/sdks
	HANDOVER_VOLUME=large $(BIN)/pytest --numprocesses=auto -m "long or volume"
	$(BIN)/python benchmarks/laws.py --sequences 100000 --seed $(SEED)
	$(BIN)/python tests/hostile/fuzz.py --minutes $(MINUTES) --seed $(SEED)

# ── the set-up ───────────────────────────────────────────────────────────────────────────────────────────────────────

pages: schemas
	PYTHONPATH=$(CURDIR) $(BIN)/python docs/make_pages.py

requirements: $(STAMP)/tested
	$(BIN)/python release/requirements.py

# What schemas/ say of the words of model/words.
schemas: $(STAMP)/tested
	PYTHONPATH=$(CURDIR) $(BIN)/python release/schemas.py

holidays: $(STAMP)/tested
	PYTHONPATH=$(CURDIR) $(BIN)/python release/holidays_table.py

setup: $(STAMP)/tested

$(STAMP)/installed: pyproject.toml | $(STAMP)/made
	@echo "Installing handover-policy into $(VENV)"
	@$(WITH_ENGINE_FLAGS) $(BIN)/python -m pip install --quiet --editable '.[durable]'
	@# pip keeps a build whatever its flags were: one made without them does not load on Python 3.13.
	@$(BIN)/python -c 'import durable_rules_engine' 2>/dev/null || { \
	    echo "The rule engine that pip had kept does not load here; building it anew"; \
	    $(WITH_ENGINE_FLAGS) $(BIN)/python -m pip install --quiet --no-cache-dir --force-reinstall --no-deps durable-rules; }
	@touch $@

# With what signs and prints documents: without it nobody would see a signed sheet.
$(STAMP)/serving: pyproject.toml $(STAMP)/installed
	$(call PREPARE,$(MISSING_FOR_PDF))
	@echo "Installing what the service needs into $(VENV)"
	@$(WITH_ENGINE_FLAGS) $(BIN)/python -m pip install --quiet --editable '.[durable,serve,signing]'
	@touch $@

$(STAMP)/tested: pyproject.toml $(STAMP)/installed
	@echo "Installing what the tests need into $(VENV)"
	@$(WITH_ENGINE_FLAGS) $(BIN)/python -m pip install --quiet --editable '.[durable,test]'
	@touch $@

# The vendors' own clients, which show that the providers of the tests are like the real ones.
$(STAMP)/sdks: pyproject.toml $(STAMP)/tested
	@echo "Installing the vendors' clients into $(VENV)"
	@$(WITH_ENGINE_FLAGS) $(BIN)/python -m pip install --quiet --editable '.[durable,test,sdks]'
	@touch $@

# The language server that editors use; its lock names no registry.
EDITOR_FILES := $(addprefix tests/edges/editor/,package.json package-lock.json .npmrc)
$(STAMP)/editor: $(EDITOR_FILES) | $(STAMP)/made
	$(call PREPARE,$(MISSING_FOR_NODE))
	@echo "Installing yaml-language-server into $(VENV)/editor"
	@mkdir -p $(VENV)/editor && cp $(EDITOR_FILES) $(VENV)/editor/
	@cd $(VENV)/editor && npm ci --silent --no-audit --no-fund --ignore-scripts
	@touch $@

# What other programs tell and read with: the CloudEvents SDK, Standard Webhooks and mailparser for Node.
CLIENT_FILES := $(addprefix tests/service/clients/,package.json package-lock.json .npmrc)
$(STAMP)/clients: $(CLIENT_FILES) | $(STAMP)/made
	$(call PREPARE,$(MISSING_FOR_NODE))
	@echo "Installing cloudevents, mailparser and standardwebhooks into $(VENV)/clients"
	@mkdir -p $(VENV)/clients && cp $(CLIENT_FILES) $(VENV)/clients/
	@cd $(VENV)/clients && npm ci --silent --no-audit --no-fund --ignore-scripts
	@touch $@

# What makes code of the schemas: quicktype, TypeScript, datamodel-code-generator with its own environment, a JDK.
GENERATOR_FILES := $(addprefix tests/edges/generators/,package.json package-lock.json .npmrc)
$(STAMP)/generators: $(GENERATOR_FILES) Makefile | $(STAMP)/made
	$(call PREPARE,$(MISSING_FOR_NODE); $(MISSING_FOR_JAVA))
	@echo "Installing quicktype, TypeScript and datamodel-code-generator into $(VENV)/generators"
	@mkdir -p $(VENV)/generators && cp $(GENERATOR_FILES) $(VENV)/generators/
	@cd $(VENV)/generators && npm ci --silent --no-audit --no-fund --ignore-scripts
	@$(BIN)/python -m venv --without-pip $(VENV)/generators/python
	@$(BIN)/python -m pip --python $(VENV)/generators/python/bin/python install --quiet datamodel-code-generator==0.89.0
	@touch $@

# What shows documents: Pango and fonts for the PDF, poppler to read it back, PDFBox to find fault with it (PDF/A),
# SoftHSM for keys that sign it, Chromium with axe-core for the page.
BROWSER_FILES := $(addprefix tests/edges/documents/,package.json package-lock.json .npmrc)
$(STAMP)/browser: $(BROWSER_FILES) Makefile | $(STAMP)/made
	$(call PREPARE,$(MISSING_FOR_NODE); $(MISSING_FOR_PDF); $(MISSING_FOR_PAGES))
	@echo "Installing axe-core and playwright-core into $(VENV)/browser"
	@mkdir -p $(VENV)/browser && cp $(BROWSER_FILES) $(VENV)/browser/
	@cd $(VENV)/browser && npm ci --silent --no-audit --no-fund --ignore-scripts
	@touch $@

$(STAMP)/made:
	$(call PREPARE,$(MISSING_FOR_PYTHON))
	@"$(PYTHON)" -c 'import sys; sys.version_info >= (3, 11) or sys.exit("$(TOO_OLD)")'
	"$(PYTHON)" -m venv $(VENV)
	@mkdir -p $(STAMP) && touch $@

TOO_OLD := $(PYTHON) is too old: Python 3.11 or newer is needed. Name one: make PYTHON=python3.12

# What pip and npm cannot bring, by apt when root, else said. $(1) is shell that writes the names of missing packages.
define PREPARE
@missing=$$(echo $$($(1))); \
if [ -n "$$missing" ]; then \
    if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
        echo "Installing $$missing"; \
        apt-get update -qq; \
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
    else \
        echo "Missing on this machine: $$missing" >&2; \
        echo "Install it (Debian, Ubuntu: sudo apt-get install $$missing), then run make again." >&2; exit 1; \
    fi; \
fi
endef

# Python with venv, its headers, a C compiler.
define MISSING_FOR_PYTHON
if command -v "$(PYTHON)" >/dev/null; then "$(PYTHON)" -c '$(PACKAGES_OF_PYTHON)'; \
else echo "$(PYTHON) $(PYTHON)-venv $(PYTHON)-dev"; fi; \
command -v gcc >/dev/null || echo gcc libc6-dev
endef

define MISSING_FOR_JAVA
command -v javac >/dev/null || echo default-jdk-headless; \
ls /usr/share/java/jackson-databind.jar >/dev/null 2>&1 || echo libjackson2-databind-java
endef

define MISSING_FOR_NODE
command -v npm >/dev/null || echo nodejs npm
endef

# A machine that has a library or a browser by another way has no package of that name: what counts is that it is there.
define MISSING_FOR_PDF
there() { /sbin/ldconfig -p 2>/dev/null | grep "$$1" >/dev/null || ls /usr/lib/*/"$$1" /usr/lib/"$$1" >/dev/null 2>&1; }; \
there libpango-1.0.so.0 || echo libpango-1.0-0; \
there libpangoft2-1.0.so.0 || echo libpangoft2-1.0-0; \
there libharfbuzz-subset.so.0 || echo libharfbuzz-subset0; \
command -v fc-list >/dev/null || echo fontconfig; \
fc-list 2>/dev/null | grep "Noto Sans CJK" >/dev/null || echo fonts-noto-cjk
endef

define MISSING_FOR_PAGES
command -v pdftotext >/dev/null || echo poppler-utils; \
command -v java >/dev/null || echo default-jre-headless; \
for jar in preflight:libpdfbox2-java javax.activation:libactivation-java jaxb-api:libjaxb-api-java; do \
    test -e "/usr/share/java/$${jar%%:*}.jar" || echo "$${jar#*:}"; done; \
command -v softhsm2-util >/dev/null || echo softhsm2; \
command -v openssl >/dev/null || echo openssl; \
fc-list 2>/dev/null | grep "Noto Color Emoji" >/dev/null || echo fonts-noto-color-emoji; \
command -v chromium >/dev/null || command -v google-chrome >/dev/null || echo chromium
endef

define PACKAGES_OF_PYTHON
import importlib.util, os, sys, sysconfig; \
name = "python%d.%d" % sys.version_info[:2]; \
headers = os.path.join(sysconfig.get_paths()["include"], "Python.h"); \
print("" if importlib.util.find_spec("ensurepip") else name + "-venv"); \
print("" if os.path.exists(headers) else name + "-dev")
endef
