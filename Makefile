# The one door to everything. `make` alone lists what there is.
#
# Needs Python 3.11+, Node 20+, npm and git; everything else is installed below this folder, by `make setup`.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PORT ?= 8787
ARGS ?=

PY := .venv/bin/python
STATE := .pixelflare
# A stamp is named after what is installed: a changed list is installed, an unchanged one costs nothing.
sum_of = $(shell cat $(1) | cksum | cut -d ' ' -f 1)
TO_RUN := requirements/run.txt layers/deps/requirements.txt
INSTALLED := .venv/.run-$(call sum_of,$(TO_RUN))
COMPLETE := .venv/.all-$(call sum_of,$(TO_RUN) requirements.txt requirements/test.txt)
UV := .cache/uv-$(call sum_of,.ci/uv.txt)/uv

# The models that look at pictures on this machine lie in the environment that runs them.
MODELS := .venv/share/pixelflare/.models-$(call sum_of,$(sort $(wildcard local_models/*.py)) local_models/requirements.txt)

# Tools with environments of their own, below .cache: what they pin is not what this project pins.
CHECKOV := .cache/checkov/.installed-$(call sum_of,tests/stacks/checkov.txt)
EMULATOR := .cache/accept/venv/.installed-$(call sum_of,tests/accept/requirements.txt)
CDK_CLI := aws-cdk@2.1148.1
CDK := .cache/$(CDK_CLI)/node_modules/.bin/cdk
# The vendors' own client libraries: one environment of Python, and one folder for each list of npm's packages.
CLIENTS := .cache/clients
CLIENT_LISTS := $(sort $(wildcard tests/clients/npm/*.txt))
CLIENTS_INSTALLED := $(CLIENTS)/.installed-$(call sum_of,requirements/clients.txt $(CLIENT_LISTS))
OPENAPI_LINTERS := .cache/openapi-linters
LINTED := $(OPENAPI_LINTERS)/.installed-$(call sum_of,docs/linters.txt)
# What shortens the edge functions when the stacks are synthesized.
ESBUILD_PACKAGE := $(shell cat stacks/edge/esbuild.txt)
WEB_PACKAGES := web/node_modules/.installed-$(call sum_of,web/package-lock.json)
DOCS_PACKAGES := web/docs/node_modules/.installed-$(call sum_of,web/docs/package-lock.json)
ESBUILD := .cache/$(ESBUILD_PACKAGE)/node_modules/.bin/esbuild
# A tool for one command, 185 MB large, so it is no package of web/.
LIGHTHOUSE_PACKAGE := lighthouse@12.8.2
LIGHTHOUSE := .cache/$(LIGHTHOUSE_PACKAGE)/node_modules/.bin/lighthouse
LAYER := layers/deps/build/python
# The types and calls of the Python client, which follow from the OpenAPI document and are not committed.
CLIENT_CODE := clients/python/src/pixelflare_client/generated/calls.py
# The same built for this machine, and what Lambda itself brings.
HOST_LAYER := .cache/layer-host/python
LAMBDA_RUNTIME := .cache/lambda-runtime
# What is deployed, apart from what `make run` runs. Both take settings (CDK_ARGS="-c name=second").
ASSEMBLY := .cache/deployment
CDK_ARGS ?=
OPERATION := $(PY) -m operations
TESTS := $(PY) -m pytest -n auto --dist loadgroup --quiet
APART := $(addprefix --ignore tests/,local operations unit integration migrations exiftool clients)
IN_PROCESS := tests/unit tests/integration
DURATIONS := .cache/durations
# The share of CloudFront's time, in percent, that an edge function may take; above 50 AWS itself advises against it.
EDGE_CEILING ?= 50

export PYTHONPATH := .:layers/shared/python
# Bytecode is kept, whatever the shell says: dozens of processes here import the same packages.
unexport PYTHONDONTWRITEBYTECODE
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION := 20

.PHONY: help setup prepared models style types imports document web-check web-dev run reset synth web openapi docs layer fixtures checkov \
	test coverage layer-test e2e screenshots lighthouse sizes soak faults fuzz exiftool clients check format bench web-bench assembly bootstrap keys diff deploy doctor restore login destroy search-rebuild smoke dead-letters upgrade-check accept edge-cost clean load analytics-rebuild migrate

help: ## This list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile

setup: $(COMPLETE) $(ESBUILD) ## Install what is missing: a virtual environment, the packages of requirements.txt, esbuild
	@:

$(UV):
	@bash .ci/uv --version > /dev/null

$(INSTALLED): | $(UV)
	@bash .ci/install "what make run needs" .venv requirements/run.txt
	@rm -f .venv/.run-* && touch $@

$(COMPLETE): $(INSTALLED)
	@bash .ci/install "what tests and checks need" .venv requirements.txt
	@rm -f .venv/.all-* && touch $@

$(MODELS): $(INSTALLED)
	@$(PY) -m local_models
	@rm -f .venv/share/pixelflare/.models-* && touch $@

models: $(MODELS) ## Fetch the models that look at pictures in `make run`, once
	@:

run: ## Run everything at http://localhost:8787 (PORT=... for another port, CDK_ARGS="-c widths=..." for settings); Ctrl-C stops it
	@$(MAKE) --silent -j 3 $(INSTALLED) $(ESBUILD) web
	@provider=local labels=--labels; $(MAKE) --silent models || { provider=off; labels=; }; \
	CDK_ARGS="-c ai_provider=$$provider -c custom_domains=on -c ses_identity=example.com -c github_client_id=local -c github_users=anybody "'$(CDK_ARGS)' exec $(PY) -m local --title Pixelflare --port $(PORT) --state $(STATE) \
		--on-first-start "$(PY) -m demo seed --url http://localhost:$(PORT) $$labels" \
		--on-ready "$(PY) -m demo greet --url http://localhost:$(PORT)"

reset: ## Forget the pictures and records of `make run`
	@rm -rf $(STATE) && echo "Cleared: the next make run starts empty, with the demo pictures"

synth: $(INSTALLED) $(ESBUILD) ## Synthesize the stacks into cdk.out, and print the sizes of the edge functions
	@CDK_OUTDIR=cdk.out $(PY) app.py
	@$(PY) -m stacks.parts.edge_sizes

web: web/dist/docs/index.html web/dist/app/index.html ## Build the pages: the browser application and the documentation
	@:

$(CLIENT_CODE): schema/openapi.json $(wildcard clients/python/client_generator/*.py) | $(INSTALLED)
	@$(PY) clients/python/client_generator
	@touch $@

$(WEB_PACKAGES): web/package-lock.json
	@bash .ci/preflight
	@echo "Installing what the browser application needs"
	@cd web && npm ci --loglevel=error --prefer-offline --fetch-retries=1
	@rm -f web/node_modules/.installed-* && touch $@

web/dist/app/index.html: $(WEB_PACKAGES) schema/openapi.json $(shell find web/src web/static -type f) $(wildcard web/*.js web/*.ts web/*.json)
	@echo "Building the browser application"
	@cd web && npm run --silent build > ../.cache/web-build.log 2>&1 || { cat ../.cache/web-build.log; exit 1; }
	@cd web && node sizes.js || { rm -f dist/app/index.html; exit 1; }
	@touch $@

web-check: $(WEB_PACKAGES)
	@cd web && npm run --silent check > ../.cache/web-check.log 2>&1 || { cat ../.cache/web-check.log; exit 1; }

web-dev: $(WEB_PACKAGES) ## Serve the browser application with hot reload, against a running `make run`
	@cd web && PIXELFLARE_EDGE=http://localhost:$(PORT) npm run dev

$(DOCS_PACKAGES): web/docs/package-lock.json
	@bash .ci/preflight
	@echo "Installing what the documentation needs"
	@cd web/docs && npm ci --loglevel=error --prefer-offline --fetch-retries=1
	@rm -f web/docs/node_modules/.installed-* && touch $@

web/dist/docs/index.html: $(DOCS_PACKAGES) web/build.py $(shell find web/docs/.vitepress -type f) $(wildcard docs/*.md docs/decisions/*.md) | $(UV)
	@echo "Building the documentation"
	@cd web/docs && npm run --silent build > ../../.cache/docs-build.log 2>&1 || { cat ../../.cache/docs-build.log; exit 1; }
	@"$$(bash .ci/preflight --python)" web/build.py
	@touch $@

docs-dev: web/dist/docs/index.html ## Serve the documentation with hot reload
	@cd web/docs && npm run dev

openapi: $(INSTALLED) ## Write schema/openapi.json from the routes
	@$(PY) -m docs.openapi

docs: setup ## Write the documentation's tables from the contract and the templates
	@$(PY) -m docs.generate
	@$(OPERATION).cost
	@$(OPERATION).dashboard

layer: $(INSTALLED) ## Build the dependency layer for Lambda (arm64)
	@$(PY) -m layers.deps.build

fixtures: $(COMPLETE) ## Fetch the photographs and hard files that the tests use, once
	@$(PY) -m tests.photographs

checkov: $(CHECKOV) ## Install checkov, which the tests run over the templates
	@:

$(CHECKOV): | $(UV)
	@bash .ci/install checkov .cache/checkov tests/stacks/checkov.txt
	@rm -f .cache/checkov/.installed-* && touch $@

prepared:
	@$(MAKE) --silent -j 4 $(COMPLETE) $(ESBUILD) $(CLIENT_CODE) web fixtures checkov models

test: prepared ## Run the tests (ARGS="tests/unit -k name" for some of them)
ifdef ARGS
	@$(TESTS) $(ARGS)
else
	@rm -f $(DURATIONS)
	@# Apart, because the emulator's data belong to a process, and other tests use it in theirs: local, operations, migrations.
	@$(TESTS) --durations-in $(DURATIONS) $(APART)
	@$(TESTS) --durations-in $(DURATIONS) --dist loadfile tests/local
	@$(TESTS) --durations-in $(DURATIONS) tests/operations
	@$(TESTS) --durations-in $(DURATIONS) --dist loadfile tests/migrations
	@$(TESTS) --durations-in $(DURATIONS) $(IN_PROCESS)
	@$(PY) -m tests.durations $(DURATIONS)
endif

coverage: prepared ## Measure which lines the tests of this process reach; measuring doubles their time on Python 3.11
	@$(TESTS) $(IN_PROCESS) --ignore tests/integration/faults --cov --cov-fail-under=90

layer-test: prepared ## Run the system tests on the dependency layer as it is deployed, and nothing else to import (minutes)
	@$(PY) -m layers.deps.build --host
	@rm -rf $(LAMBDA_RUNTIME)
	@bash .ci/uv pip install --quiet --python $(PY) --target $(LAMBDA_RUNTIME) $$(grep ^awslambdaric= requirements/run.txt)
	@# The models of make run are no part of the layer, and test_restart.py waits for them.
	@FUNCTION_PACKAGES=$(HOST_LAYER):$(LAMBDA_RUNTIME) $(TESTS) --ignore tests/system/test_restart.py $(or $(ARGS),tests/system)

e2e: setup web ## Use the browser application as people do, in the Chromium or Chrome of this machine (ARGS="--headed" for a look)
	@$(PY) -m tests.e2e $(ARGS)

sizes: web ## Print the JavaScript of each page of the application, and fail where it is over its limit
	@cd web && node sizes.js

screenshots: setup web ## Take pictures of every page, in both themes, on desktop and phone, into web/screenshots
	@$(PY) -m tests.e2e --config playwright.screenshots.config.ts

lighthouse: setup web $(LIGHTHOUSE) ## Measure dashboard, grid and statistics with Lighthouse, into benchmarks/results/lighthouse.md (five minutes)
	@$(PY) -m tests.e2e.lighthouse .cache/$(LIGHTHOUSE_PACKAGE)

fuzz: setup web fixtures ## Break files and addresses, and ask the running API what nobody would ask (EXAMPLES=200 for more; minutes)
	@$(PY) -m tests.fuzz --examples $$(( $(or $(EXAMPLES),50) * 100 ))
	@FUZZ_EXAMPLES=$(or $(EXAMPLES),50) $(PY) -m pytest --quiet --timeout 1200 tests/system/test_contract.py

soak: prepared ## The tests that make up their own examples, with thousands of them, and `make fuzz` for long (an hour or two)
	@$(TESTS) -m hypothesis --hypothesis-profile many --timeout 3600 tests/unit tests/edge
	@$(TESTS) --hypothesis-profile many --timeout 7200 tests/integration/test_whole_library.py
	@$(MAKE) faults
	@$(MAKE) fuzz EXAMPLES=200

load: setup web fixtures ## Upload 2,000 images by 20 clients at once through the local cloud (ARGS="300 20" for fewer; many minutes)
	@$(PY) -m benchmarks.uploads $(ARGS)

faults: setup ## Let each call to AWS go wrong in each way, and write benchmarks/results/faults.md (twenty minutes of CPU)
	@$(PY) -m tests.integration.faults $(ARGS)

exiftool: prepared ## Read public copies with exiftool, which must be there (Debian: libimage-exiftool-perl; minutes)
	@$(TESTS) --timeout 600 tests/exiftool

clients: prepared $(CLIENTS_INSTALLED) ## Use the vendors' own libraries, Uppy and generated clients (needs Debian's chromium; minutes)
	@$(PY) -m pytest --quiet --timeout 600 $(or $(ARGS),tests/clients)

$(CLIENTS_INSTALLED): | $(UV)
	@bash .ci/install "the vendors' client libraries" $(CLIENTS)/python requirements/clients.txt
	@for list in $(CLIENT_LISTS); do \
		npm install --prefix $(CLIENTS)/$$(basename $$list .txt) --no-audit --no-fund --loglevel error $$(cat $$list) \
			|| exit 1; \
	done
	@rm -f $(CLIENTS)/.installed-* && touch $@

check: setup ## Format, lint, types, import rules; the OpenAPI document is up to date, and redocly and spectral accept it
	@$(MAKE) -j --output-sync=target types imports document style web-check
	@echo "Format, lint, types, import rules and the OpenAPI document are in order"

style:
	@$(PY) -m ruff format --check --quiet . || { echo "Run make format"; exit 1; }
	@$(PY) -m ruff check --quiet .

types: $(CLIENT_CODE)
	@$(PY) -m mypy --no-error-summary

imports:
	@said=$$(.venv/bin/lint-imports 2>&1) || { echo "$$said"; exit 1; }

document: $(LINTED)
	@$(PY) -m docs.openapi --check
	@REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true $(OPENAPI_LINTERS)/node_modules/.bin/redocly \
		lint --extends recommended-strict schema/openapi.json 2> $(OPENAPI_LINTERS)/redocly.log || \
		{ cat $(OPENAPI_LINTERS)/redocly.log; exit 1; }
	@$(OPENAPI_LINTERS)/node_modules/.bin/spectral lint --quiet --fail-severity hint --ruleset docs/spectral.yaml \
		schema/openapi.json

$(LINTED):
	@npm install --prefix $(OPENAPI_LINTERS) --no-audit --no-fund --loglevel error $$(cat docs/linters.txt)
	@rm -f $(OPENAPI_LINTERS)/.installed-* && touch $@

format: setup ## Format the code and fix what lint can fix by itself
	@$(PY) -m ruff check --quiet --fix . ; $(PY) -m ruff format --quiet .

assembly: $(INSTALLED) $(ESBUILD) $(CDK) $(LAYER)
	@$(CDK) synth --quiet --output $(ASSEMBLY) $(CDK_ARGS)

bootstrap: assembly ## Prepare an AWS account for deployments, once (AWS_PROFILE=... says which account)
	@$(CDK) bootstrap --app $(ASSEMBLY)

keys: assembly ## Make the secrets that are missing (ROTATE=/name, signing-key or origin-proof gives one another value)
ifeq ($(ROTATE),signing-key)
	@$(OPERATION).signing_keys --assembly $(ASSEMBLY) --rotate
else ifeq ($(ROTATE),origin-proof)
	@$(OPERATION).origin_proof --assembly $(ASSEMBLY)
else ifdef ROTATE
	@$(OPERATION).secret_parameters --assembly $(ASSEMBLY) --rotate $(ROTATE) --sure "$(SURE)"
else
	@$(OPERATION).secret_parameters --assembly $(ASSEMBLY)
	@$(OPERATION).signing_keys --assembly $(ASSEMBLY)
endif

diff: assembly ## What the next deployment would change in AWS (AGAINST=folder: as against another synthesis)
ifdef AGAINST
	@for file in $(ASSEMBLY)/*.template.json; do \
		name=$$(basename $$file .template.json); \
		$(CDK) diff $$name --exclusively --app $(ASSEMBLY) --template $(AGAINST)/$$name.template.json; \
	done
else
	@$(CDK) diff --app $(ASSEMBLY)
endif

deploy: assembly web ## Bring the stacks up in AWS and publish the site (CDK_ARGS="-c alarm_email=...")
	@$(OPERATION).preflight --assembly $(ASSEMBLY)
	@$(OPERATION).secret_parameters --assembly $(ASSEMBLY) --check
	@$(OPERATION).signing_keys --assembly $(ASSEMBLY) --check
	@$(OPERATION).edge_trial --assembly $(ASSEMBLY) --ceiling $(EDGE_CEILING)
	@$(CDK) deploy --app $(ASSEMBLY) --all --force --require-approval never
	@$(OPERATION).publish --assembly $(ASSEMBLY)
	@$(OPERATION).migrations --assembly $(ASSEMBLY) after-deployment

# That migrations are due (3) is an answer, and no failure of make.
MIGRATE := $(if $(RUN),run,$(if $(STATUS),status,plan))

migrate: $(if $(LOCAL),$(INSTALLED) $(ESBUILD),assembly) ## Count what earlier records lack (RUN=yes adds it, STATUS=yes says what was done; LOCAL=yes: of make run)
ifdef LOCAL
	@AWS_ENDPOINT_URL=http://localhost:$$(( $(PORT) + 1 )) AWS_SHARED_CREDENTIALS_FILE=$(STATE)/aws-credentials \
		AWS_DEFAULT_REGION=us-east-1 $(OPERATION).migrations --local $(MIGRATE) || test $$? -eq 3
else
	@$(OPERATION).migrations --assembly $(ASSEMBLY) $(MIGRATE) || test $$? -eq 3
endif

search-rebuild: $(if $(LOCAL),synth,assembly) ## Make the search index anew (OWNER=... for one owner, LOCAL=yes for a running make run)
	@$(if $(LOCAL),AWS_ENDPOINT_URL=http://127.0.0.1:$$(($(PORT) + 1)) AWS_SHARED_CREDENTIALS_FILE=$(STATE)/aws-credentials) \
		$(OPERATION).search_rebuild --assembly $(if $(LOCAL),cdk.out --local,$(ASSEMBLY)) --owner "$(OWNER)"

analytics-rebuild: $(if $(LOCAL),synth,assembly) ## Write analytics' rows anew from what was counted (LOCAL=yes for a running make run)
	@$(if $(LOCAL),AWS_ENDPOINT_URL=http://127.0.0.1:$$(($(PORT) + 1)) AWS_SHARED_CREDENTIALS_FILE=$(STATE)/aws-credentials) \
		$(OPERATION).analytics_rebuild --assembly $(if $(LOCAL),cdk.out --local,$(ASSEMBLY))

smoke: assembly ## Tick off what only AWS can show, against a deployment: URL=https://... TOKEN=...
	@$(OPERATION).smoke --url "$(URL)" --token "$(TOKEN)" --assembly $(ASSEMBLY)

doctor: $(INSTALLED) $(ESBUILD) ## Compare tables, buckets and search (LOCAL=yes: of make run; OWNER=one, REPAIR=yes, CDK_ARGS)
ifdef LOCAL
	@AWS_ENDPOINT_URL=http://localhost:$$(( $(PORT) + 1 )) AWS_SHARED_CREDENTIALS_FILE=$(STATE)/aws-credentials \
		AWS_DEFAULT_REGION=us-east-1 $(OPERATION).doctor --local --owner "$(OWNER)" --repair "$(REPAIR)"
else
	@$(MAKE) assembly
	@$(OPERATION).doctor --assembly $(ASSEMBLY) --owner "$(OWNER)" --repair "$(REPAIR)"
endif

# Its credentials come from the environment: RESTORE_ACCESS_KEY_ID and RESTORE_SECRET_ACCESS_KEY; of an encrypted backup RESTORE_KEY, too.
RESTORE = --endpoint "$(ENDPOINT)" --bucket "$(BUCKET)" --region "$(or $(REGION),us-east-1)" --prefix "$(PREFIX)" \
	--owner "$(OWNER)" --into "$(INTO)" $(if $(VIRTUAL_HOSTS),--virtual-hosts)

restore: $(INSTALLED) $(ESBUILD) ## Rebuild libraries from a backup: ENDPOINT, BUCKET (REGION, PREFIX, OWNER=one, INTO=another, LOCAL=yes)
ifdef LOCAL
	@AWS_ENDPOINT_URL=http://localhost:$$(( $(PORT) + 1 )) AWS_SHARED_CREDENTIALS_FILE=$(STATE)/aws-credentials \
		AWS_DEFAULT_REGION=us-east-1 $(OPERATION).restore --local $(RESTORE)
else
	@$(MAKE) assembly
	@$(OPERATION).restore --assembly $(ASSEMBLY) $(RESTORE)
endif

# A decision about one owner, in the deployment or, with LOCAL=yes, in a running make run.
ifdef LOCAL
OWNERS = AWS_ENDPOINT_URL=http://localhost:$$(( $(PORT) + 1 )) AWS_SHARED_CREDENTIALS_FILE=$(STATE)/aws-credentials \
	AWS_DEFAULT_REGION=us-east-1 $(OPERATION).owners --local --owner "$(OWNER)"
else
OWNERS = $(OPERATION).owners --assembly $(ASSEMBLY) --owner "$(OWNER)"
endif
.PHONY: plan suspend resume
OWNERS_NEED := $(if $(LOCAL),$(INSTALLED) $(ESBUILD),assembly)

plan: $(OWNERS_NEED) ## Set an owner's plan: OWNER=... PLAN=free|starter|pro (LOCAL=yes: of make run)
	@$(OWNERS) --plan "$(PLAN)"

suspend: $(OWNERS_NEED) ## Make an owner read-only: OWNER=... REASON="..." (LOCAL=yes: of make run)
	@$(OWNERS) --suspend --reason "$(REASON)"

resume: $(OWNERS_NEED) ## End an owner's suspension: OWNER=... (LOCAL=yes: of make run)
	@$(OWNERS) --resume

# The bill brake of the deployment or, with LOCAL=yes, of a running make run.
ifdef LOCAL
BRAKE = AWS_ENDPOINT_URL=http://localhost:$$(( $(PORT) + 1 )) AWS_SHARED_CREDENTIALS_FILE=$(STATE)/aws-credentials \
	AWS_DEFAULT_REGION=us-east-1 $(OPERATION).brake --local
else
BRAKE = $(OPERATION).brake --assembly $(ASSEMBLY)
endif
.PHONY: brake
brake: $(OWNERS_NEED) ## Show the bill brake, and what is spent; LEVEL=0|1|2 sets it, LEVEL=auto lets it follow (LOCAL=yes: of make run)
	@$(BRAKE) --level "$(LEVEL)"

upgrade-check: assembly ## Compare what is deployed with what would be, and stop where data would be lost
	@$(OPERATION).upgrade_check --assembly $(ASSEMBLY)

dead-letters: assembly ## Show what failed for good, with the reason; REDRIVE=id|all sends it back, DISCARD=id|all deletes it
	@$(OPERATION).dead_letters --assembly $(ASSEMBLY) --redrive "$(REDRIVE)" --discard "$(DISCARD)"

login: assembly ## Sign in to the deployment in a browser, and print an access token for an hour
	@$(OPERATION).login --assembly $(ASSEMBLY)

destroy: assembly ## Take the stacks down; what cannot be made again stays (docs/deploying.md)
	@$(CDK) destroy --app $(ASSEMBLY) --all

accept: setup web $(CDK) $(EMULATOR) ## Deploy to an emulator with the real CDK, use it, change it, take it down (minutes)
	@$(PY) -m layers.deps.build --host
	@$(PY) -m tests.accept --cdk $(CDK)

$(EMULATOR): | $(UV)
	@bash .ci/install "the emulator of AWS" .cache/accept/venv tests/accept/requirements.txt
	@rm -f .cache/accept/venv/.installed-* && touch $@

$(CDK):
	@npm install --prefix .cache/$(CDK_CLI) --no-audit --no-fund --loglevel error $(CDK_CLI)

$(ESBUILD):
	@npm install --prefix .cache/$(ESBUILD_PACKAGE) --no-audit --no-fund --loglevel error $(ESBUILD_PACKAGE)

$(LIGHTHOUSE):
	@npm install --prefix .cache/$(LIGHTHOUSE_PACKAGE) --no-audit --no-fund --ignore-scripts --loglevel error $(LIGHTHOUSE_PACKAGE)

$(LAYER): layers/deps/requirements.txt $(wildcard layers/deps/*.py) | $(INSTALLED)
	@$(PY) -m layers.deps.build
	@touch $@

bench: setup web fixtures ## Measure everything again and write benchmarks/results/ (half an hour; needs wrk)
	@$(PY) -m benchmarks
	@$(MAKE) --silent web-bench

web-bench: setup web ## Measure the application in a browser, and write benchmarks/results/web.md (two minutes)
	@BENCH=1 $(PY) -m tests.e2e scroll cold

edge-cost: setup ## Count what the edge functions execute, into benchmarks/results/edge.md (a second)
	@$(PY) -m benchmarks.edge_cost

clean: ## Remove everything that can be built again; .pixelflare stays
	@rm -rf .venv .cache cdk.out layers/deps/build web/dist .pytest_cache .mypy_cache .ruff_cache \
		.hypothesis .import_linter_cache .coverage .coverage.*
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
