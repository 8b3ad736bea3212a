# SPDX-License-Identifier: GPL-2.0-only
# A thin front: every verb is one script. `make help` lists them.

BASE ?= 6.12
VARIANT ?= cache
JOBS ?= $(shell nproc)
# Only what is said here: a kernel developer's environment may have another
GUEST_ARCH := $(if $(filter command,$(origin ARCH)),$(ARCH))
export BASE VARIANT JOBS KSRC ONLY KVM STATIC V FLAVOUR CONFIG DEBUG_INFO GUEST_ARCH

# What there is for other architectures
OF_ARCH = kernel vm test bench mutants setup
OTHER_ARCH := $(filter-out x86_64,$(GUEST_ARCH))
ifneq ($(OTHER_ARCH),)
ifneq ($(filter-out $(OF_ARCH) help,$(MAKECMDGOALS)),)
$(error ARCH=$(ARCH) is for make $(OF_ARCH), not for $(filter-out $(OF_ARCH) help,$(MAKECMDGOALS)))
endif
endif

.DEFAULT_GOAL := help
.PHONY: help demo test series recipients tool kernel vm vm-distro vm-containers vm-ssh vm-deb unit oracle fuzz fuzz-long coverage lint htmldocs coccicheck commits corpus bench bench-native mutants torture faults hostile kselftest prove model deb deb-tool setup clean distclean

help:           ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  BASE=$(BASE)  VARIANT=cache|stock|nocache|debug|kunit|kcsan|irqsoff|stock-irqsoff  KSRC=/path/to/your/kernel/tree  JOBS=$(JOBS)"
	@echo "  make $(subst $() ,|,$(OF_ARCH)) ARCH=$(subst $() ,|,$(basename $(notdir $(wildcard vm/arch/*.conf)))): the same for another architecture"

demo: setup     ## Boot stock and patched kernels, run a real container in each, print what its system calls cost
	@scripts/demo

test:           ## Prove all of it; ONLY=unit,lint runs just these steps, ONLY=list lists them
	@scripts/test

series:         ## Write the patch series, ready for git am, to out/series/ (needs no kernel source); V=2 for [PATCH v2]
	@scripts/series

tool:           ## Build out/tool/seccomp-cache, which explains filters; STATIC=1 links it statically
	@scripts/tool

recipients: setup ## Write the series, and whom get_maintainer.pl would send it to
	@scripts/recipients

deb: setup      ## Debian packages of the patched kernel, configured as Debian's (hours; goes on when run again)
	@scripts/setup deb
	@scripts/deb

vm-deb: setup   ## Install those packages into a Debian root, and boot that
	@scripts/setup deb
	@vm/deb

deb-tool:       ## Debian package of seccomp-cache, out/deb/tool
	@scripts/setup build tool deb
	@scripts/deb-tool

kernel: setup   ## Build out/kernel/BASE/VARIANT/bzImage
	@scripts/build-kernel $(VARIANT)

vm: kernel      ## A shell in a guest that runs the kernel VARIANT
	@vm/shell

vm-distro: setup ## Boot a whole Debian with systemd on the stock and the patched kernel, and compare
	@scripts/build-kernel stock cache && vm/distro

vm-containers: setup ## The same with containers: runc, crun and podman, under four profiles each
	@scripts/build-kernel stock cache && vm/containers

vm-ssh: setup   ## The same with a login to OpenSSH
	@scripts/build-kernel stock cache && vm/ssh

unit: setup     ## The overlay's own C, compiled and tested on the host
	@$(MAKE) --no-print-directory -C host check

oracle: kernel  ## Is the host tests' interpreter right? Ask the kernel VARIANT; SEED=N for other programs
	@vm/suite oracle out/kernel/$(BASE)/$(VARIANT)/bzImage

fuzz:           ## Fuzz it against an independent interpreter, with sanitizers; SEED=N for one seed
	@scripts/fuzz

fuzz-long:      ## The same until EVALUATIONS (10^9) agree, and record that in host/results/
	@scripts/fuzz long

coverage:       ## Which branches does the fuzzer take? All but those in host/fuzz/gaps
	@scripts/coverage

lint: setup     ## checkpatch of files and patches, sparse, W=1, kernel-doc, shellcheck
	@scripts/check-series
	@scripts/lint

htmldocs: setup ## Build the touched pages of the kernel's documentation: nothing new to warn of
	@scripts/htmldocs

coccicheck: setup ## Run the kernel's semantic patches on the touched files
	@scripts/coccicheck

commits: setup  ## Build each commit with W=1 and WERROR, for three architectures, with the cache and without
	@scripts/check-commits

bench: setup    ## Measure all kernels again; results, tables and plots to out/bench and the committed ones
	@scripts/setup bench
	@bench/run

bench-native:   ## Measure this machine and its kernel: nanoseconds, cycles, instructions (as any user)
	@bench/native

corpus: setup   ## Capture the filters that programs of Debian install, for host/corpus (half an hour)
	@scripts/corpus

mutants: setup  ## Plant faults, take out each guard in turn: some test must notice
	$(if $(OTHER_ARCH),,@host/mutants -o host/results/mutants.tsv)
	@vm/mutants

torture: setup  ## Race attaches against calls on kernels that find data races and wrong locks
	@vm/torture

faults: setup   ## Let allocations of an attach fail; the JIT off, hardened, out of memory
	@vm/faults

hostile: setup  ## The worst filters that a user can attach, beside the base's kernel
	@vm/hostile

kselftest: setup ## Run the selftests as the CI of others does, installed in a Debian guest, as root and as nobody
	@vm/kselftest

prove: setup    ## Prove with z3, for any input, that what is made of filters answers as they do
	@scripts/prove

model: setup    ## Check the ordering argument: spin, and herd7 on litmus tests
	@scripts/model

setup:          ## Install the Debian packages that are missing (as root or through sudo)
	@scripts/setup

clean:          ## Remove built kernels, series and logs; keep source trees, packages and figures
	rm -rf out/kernel out/series out/log out/work out/vm out/host out/tool out/kselftest $(patsubst vm/arch/%.conf,out/%,$(wildcard vm/arch/*.conf))

distclean:      ## Remove out/ altogether (the shared cache of sources and objects stays)
	rm -rf out
