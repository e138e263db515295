# What a person does with this repository. `make help` lists it.
SCRATCH ?= $(HOME)/.cache/prongsai/build
SWIFT = env SWIFT_BACKTRACE=enable=no swift
# Swift's own libraries are put into the program: it runs where no Swift is.
RELEASE = -c release --static-swift-stdlib --scratch-path $(SCRATCH)

PREFIX ?= /usr/local

.PHONY: help run demo test sanitize fuzz benchmark lint format install install-packages

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 20

run: install-packages ## install what is needed, build, load the demo office, write its report, open its desk on the web
	$(SWIFT) build $(RELEASE) --product prongsai
	scripts/demo "$$($(SWIFT) build $(RELEASE) --show-bin-path)/prongsai" --serve

demo: install-packages ## the same without the web: ends when the report is written
	$(SWIFT) build $(RELEASE) --product prongsai
	scripts/demo "$$($(SWIFT) build $(RELEASE) --show-bin-path)/prongsai"

test: install-packages lint ## install what is needed and run every test, on SQLite and PostgreSQL and in a browser
	$(SWIFT) build --build-tests --scratch-path $(SCRATCH)
	scripts/with-postgres scripts/within 40 $(SWIFT) test --skip-build --scratch-path $(SCRATCH)
	scripts/browser-tests "$$($(SWIFT) build --show-bin-path --scratch-path $(SCRATCH))/prongsai"

KIND ?= thread
sanitize: install-packages ## run the tests watched for races, or for errors of memory with KIND=address
	$(SWIFT) build --build-tests --sanitize=$(KIND) --scratch-path $(SCRATCH)-$(KIND)
	ASAN_OPTIONS=detect_leaks=0 scripts/with-postgres $(SWIFT) test --skip-build --sanitize=$(KIND) --scratch-path $(SCRATCH)-$(KIND)

fuzz: install-packages ## fuzz every reader of outside bytes, SECONDS_EACH seconds each (10 unless told)
	Fuzz/run.sh $(or $(SECONDS_EACH),10)

benchmark: install-packages ## speed and memory beside real peers, in one run
	Benchmarks/run

lint: ## check the form of the code
	swift format lint --strict --recursive --configuration .swift-format Sources Tests Package.swift

format: ## put the code into form
	swift format --in-place --recursive --configuration .swift-format Sources Tests Package.swift

install: install-packages ## build, and install below PREFIX (/usr/local unless told), inside DESTDIR where given
	$(SWIFT) build $(RELEASE) --product prongsai
	scripts/install "$$($(SWIFT) build $(RELEASE) --show-bin-path)/prongsai" "$(DESTDIR)$(PREFIX)"

install-packages: ## system packages and the report's font
	scripts/install-packages
