# SPDX-License-Identifier: GPL-2.0-only
# A thin front: every verb is one script. `make help` lists them.

BASE ?= 6.12
VARIANT ?= cache
JOBS ?= $(shell nproc)
export BASE VARIANT JOBS KSRC ONLY KVM STATIC

.DEFAULT_GOAL := help
.PHONY: help demo test series tool kernel vm unit lint figures mutants setup clean distclean

help:           ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  BASE=$(BASE)  VARIANT=cache|stock|nocache|debug  KSRC=/path/to/your/kernel/tree  JOBS=$(JOBS)"

demo: setup     ## Boot stock and patched kernels, run a real container in each, print what its system calls cost
	@scripts/demo

test: $(if $(filter list,$(ONLY)),,setup) ## Prove all of it; ONLY=unit,lint runs just these steps, ONLY=list lists them
	@scripts/test

series:         ## Write the patch series, ready for git am, to out/series/ (needs no kernel source)
	@scripts/series

tool:           ## Build out/tool/seccomp-cache, which explains filters; STATIC=1 links it statically
	@scripts/tool

kernel: setup   ## Build out/kernel/BASE/VARIANT/bzImage
	@scripts/build-kernel $(VARIANT)

vm: kernel      ## A shell in a guest that runs the kernel VARIANT
	@vm/shell

unit: setup     ## The overlay's own C, compiled and tested on the host
	@$(MAKE) --no-print-directory -C host check

lint: setup     ## checkpatch, sparse, W=1, kernel-doc, shellcheck
	@scripts/lint

figures: setup  ## Measure again and update the committed results
	@bench/figures

mutants: setup  ## Take out each guard in turn: some test must notice
	@vm/mutants

setup:          ## Install the Debian packages that are missing (as root or through sudo)
	@scripts/setup

clean:          ## Remove built kernels, series and logs; keep the source trees
	rm -rf out/kernel out/series out/log out/work out/vm out/host out/tool

distclean:      ## Remove out/ altogether (the shared cache of sources and objects stays)
	rm -rf out
