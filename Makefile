# `make demo` and `make test` are all a fresh machine with Swift and git needs; both build the release configuration, so nothing is built twice.
SWIFT ?= swift
PACKAGES := libcsv-dev libsimdjson-dev zlib1g-dev libzstd-dev libsqlite3-dev
HEADERS := csv.h simdjson.h zlib.h zstd.h sqlite3.h
TCENRICH := .build/release/tcenrich

.PHONY: help demo build test soak fuzz interop bench bench-growth lint setup docs clean

help:
	@echo "make demo    install what is missing, build, and enrich the sample log against a local ThreatConnect server"
	@echo "make test    install what is missing, build, and run all tests"
	@echo "make soak    kill the program at 200 random moments and continue it (about two minutes)"
	@echo "make fuzz    hold the CSV index to libcsv over a million texts, and all other readers to what they promise (FUZZ_SECONDS each)"
	@echo "make interop drive the local ThreatConnect server with the vendor's own SDK (Python 3.11 or later)"
	@echo "make build   build $(TCENRICH)"
	@echo "make bench   measure every stage and other programs on the same input (SIZE=small or SIZE=full)"
	@echo "make bench-growth  measure how the cost grows with rows, distinct values, indicators and latency"
	@echo "make lint    check the formatting"
	@echo "make docs    write the generated documents anew"
	@echo "make clean   remove build products and outputs"

demo: build
	$(TCENRICH) run pipelines/quickstart.yaml --sandbox samples/quickstart/indicators.jsonl || test $$? -eq 1

build: setup
	$(SWIFT) build -c release --product tcenrich

# As many tests at once as keep two cores busy: hundreds would have more sockets open than many machines allow (ulimit -n).
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH ?= 16

# Without @testable the tests run on the very objects of `make build`; with it, everything would be compiled a second time.
test: setup
	$(SWIFT) build -c release --build-tests
	$(SWIFT) test -c release --skip-build --disable-testable-imports

soak: setup
	$(SWIFT) build -c release --build-tests
	TCENRICH_KILLS=200 $(SWIFT) test -c release --skip-build --disable-testable-imports --filter KillTests

FUZZ_SECONDS ?= 60
fuzz: setup
	$(SWIFT) build -c release --build-tests
	TCENRICH_FUZZ_INPUTS=1000000 $(SWIFT) test -c release --skip-build --disable-testable-imports --filter IndexTokenizerTests
	TCENRICH_FUZZ_SECONDS=$(FUZZ_SECONDS) $(SWIFT) test -c release --skip-build --disable-testable-imports --filter FuzzTests

# Where the SDK cannot be installed, the tests are skipped; on a CI machine (CI=true) that is a failure.
INTEROP := .build/interop-venv
interop: build
	@if reason=$$(python3 -m venv $(INTEROP) 2>&1 && \
	  $(INTEROP)/bin/python -m pip install --quiet --disable-pip-version-check -r Tests/Interop/sdk/requirements.txt 2>&1); then \
	  $(INTEROP)/bin/python -m pytest -p no:cacheprovider Tests/Interop/sdk; \
	else \
	  echo "The tests with the vendor's SDK did not run, because it could not be installed:" >&2; echo "$$reason" | tail -3 >&2; \
	  [ "$${CI:-}" != true ]; \
	fi

SIZE ?= small
ROUNDS ?= 3
PYTHON ?= python3
bench: build
	$(SWIFT) build -c release --product StageBenchmarks
	$(PYTHON) Benchmarks/bench.py $(SIZE) $(ROUNDS)

bench-growth: build
	$(SWIFT) build -c release --product StageBenchmarks
	$(PYTHON) Benchmarks/growth.py $(ROUNDS)

lint:
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Benchmarks

docs: setup
	$(SWIFT) build -c release --build-tests
	TCENRICH_UPDATE_DOCS=1 $(SWIFT) test -c release --skip-build --disable-testable-imports --filter PipelineFileTests

# The compiler is asked whether it finds a header: that also holds where the libraries came from somewhere else than apt.
setup:
	@missing=; for header in $(HEADERS); do \
	  echo "#include <$$header>" | $${CXX:-clang++} -std=c++17 -fsyntax-only -x c++ - 2>/dev/null || missing="$$missing $$header"; \
	done; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	echo "These headers are missing:$$missing"; \
	if ! command -v apt-get >/dev/null; then \
	  echo "Install the development packages of libcsv, simdjson, zlib, zstd and SQLite 3 (in Debian: $(PACKAGES)), then try again." >&2; exit 1; \
	fi; \
	if [ "$$(id -u)" -eq 0 ]; then sudo=; elif command -v sudo >/dev/null; then sudo=sudo; else \
	  echo "As root, run: apt-get install $(PACKAGES)" >&2; exit 1; \
	fi; \
	echo "Installing $(PACKAGES)"; \
	$$sudo apt-get update -qq && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(PACKAGES)

clean:
	rm -rf .build out
