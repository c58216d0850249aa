# What a user calls: `make demo` shows the main job, `make test` runs the tests. Both set themselves up.
.PHONY: setup setup-programs programs build demo demo-release pictures test chaos lint format bench bench-instructions \
	bench-sandbox release install package rootfs package-test clean

SWIFT_SOURCES := Sources Tests Package.swift
# The tests that run whole sandboxes and the built programs: after the others, which they would only keep waiting.
WHOLE := ^(EndToEndTests|SandboxTests)\.
# So many of these at once, where the toolchain knows how: started all together they would keep each other waiting.
WIDTH := --experimental-maximum-parallelization-width
width = $(if $(shell swift test --help-hidden 2>/dev/null | grep -e $(WIDTH)),$(WIDTH) 16)

# What setup brings where a machine has none.
export PATH := $(PATH):$(CURDIR)/.build/tools

setup: ## Install what is missing: Debian packages, helm, and for the tests the providers' clients.
	@Tests/Setup/setup.sh
	@Tests/Setup/helm.sh .build/tools
	@Tests/Setup/clients.sh

setup-programs: ## The part of it that the programs and the demo need.
	@Tests/Setup/setup.sh programs
	@Tests/Setup/helm.sh .build/tools

programs: setup-programs ## Build berth and berth-sandbox, and no tests; where all is built, there is nothing to do.
	@swift build --product berth
	@swift build --product berth-sandbox

build: setup ## Build everything once; the demo uses the same build.
	@swift build --build-tests

demo: programs ## The main job on a sandbox: plan, apply, drift, mend, destroy.
	@Tests/Demo/demo.sh

test: build ## Unit tests, which take seconds, then the end-to-end ones: of the berth that BERTH names, or of the one built with them.
	@swift test --skip-build --parallel $(width) --skip '$(WHOLE)'
	@swift test --skip-build --parallel $(width) --filter '$(WHOLE)'

chaos: build ## Kills, faults and runs at once, all there are: takes an hour or more. A part: BERTH_CHAOS=100 or BERTH_CHAOS_PART=1/5.
	@BERTH_CHAOS=$(or $(BERTH_CHAOS),full) swift test --skip-build --filter '^EndToEndTests\.ChaosTests'

lint: ## Formatting and style of all Swift sources.
	@swift format lint --strict --parallel --recursive $(SWIFT_SOURCES)
	@for script in Tests/*/*.sh Packaging/*.sh .ci/run; do bash -n $$script || exit 1; done

format: ## Rewrite sources in the project's format.
	@swift format --in-place --parallel --recursive $(SWIFT_SOURCES)

bench: setup ## Figures of a fleet on a sandbox, of an optimised build: WORKSPACES=100 by default.
	@for product in berth berth-sandbox benchmark; do swift build --configuration release --product $$product || exit 1; done
	@CONFIGURATION=release Tests/Benchmark/fleet.sh $(or $(WORKSPACES),100)

bench-instructions: setup-programs ## Instructions of the pure part of a plan, by valgrind: OBJECTS="500 5000" by default, ten minutes.
	@swift build --configuration release --product benchmark
	@Tests/Benchmark/instructions.sh $(OBJECTS)

bench-sandbox: setup ## Figures of an optimised sandbox at the size of a fleet: WORKSPACES=2000 by default.
	@swift build --configuration release --product berth-sandbox
	@CONFIGURATION=release Tests/Benchmark/sandbox.sh $(or $(WORKSPACES),2000)

# Optimised, with Swift's libraries linked in: it runs where no Swift is.
OPTIMISED := --configuration release --static-swift-stdlib
release: setup-programs
	@swift build $(OPTIMISED) --product berth

# Optimising has broken what the tests of the other build show to work.
demo-release: release programs ## The demo by the optimised berth, as it is installed and packaged.
	@BERTH=.build/release/berth Tests/Demo/demo.sh

pictures: build ## The pictures of docs/images anew, of the pages that this berth makes of the demo's estate.
	@Tests/Setup/clients.sh Tests/Demo/requirements.txt .build/pictures
	@Tests/Demo/pictures.sh

install: release ## Install berth with its completions and manual pages: PREFIX=/usr/local by default.
	@Packaging/install.sh .build/release/berth "$(DESTDIR)" "$(or $(PREFIX),/usr/local)"

package: release ## Make a Debian package in FOLDER=.build/package.
	@Packaging/debian.sh .build/release/berth $(or $(FOLDER),.build/package)

rootfs: release ## Make the folder tree of an image in FOLDER=.build/rootfs: berth, age, helm and certificates.
	@Packaging/rootfs.sh .build/release/berth $(or $(FOLDER),.build/rootfs)

package-test: release ## Make package and image, and run both on bare trees; takes minutes, root and a mirror of Debian.
	@Packaging/test.sh .build/release/berth

clean: ## Remove build products and what the demo left.
	@rm -rf .build .sandbox state/estate.git
