# SPDX-License-Identifier: GPL-2.0-only
#
# The fuzzer: the same kernel sources with clang's sanitizers and coverage
# feedback. The oracle and the shapes are not what is looked at, and have
# neither, so that they are quick.
#
#   make -C host fuzz            $(FUZZ_OUT)/fuzz
#   make -C host fuzz KSRC_DIR=DIR FUZZ_BIN=FILE    with the sources in DIR

CLANG	?= clang
FUZZ	:= $(ROOT)/host/fuzz
FUZZ_OUT ?= $(OUT)/fuzz
FUZZ_BIN ?= $(FUZZ_OUT)/fuzz
KSRC_DIR ?= $(KERNEL)

FUZZ_FLAGS := -O2 -g -std=gnu11 -Wall -Wextra -Werror $(FUZZ_MORE) -fno-omit-frame-pointer
# Not all that -fsanitize=fuzzer has: to trace each comparison takes most of the
# time, and the values are known to the mutator anyway
FUZZ_SANITIZE := -fsanitize=address,undefined,integer \
	   -fsanitize-coverage=inline-8bit-counters,pc-table \
	   -fno-sanitize-recover=all \
	   -fsanitize-ignorelist=$(FUZZ)/ignorelist
# Where allocations are sized as the kernel sizes them: sanitized, not a target
FUZZ_CHECKED := attach mutate target
FUZZ_PLAIN := compare pool shapes shapes_chromium shapes_libseccomp \
	   shapes_limits shapes_minijail shapes_openssh shapes_random shapes_runc
FUZZ_SHARED := oracle generate
FUZZ_TOOL := checker

FUZZ_KNAMES := seccomp_eval seccomp_flow seccomp_reduce seccomp_chain
FUZZ_HARNESS := $(addprefix $(FUZZ_OUT)/,$(addsuffix .o,$(FUZZ_CHECKED) \
	   $(FUZZ_PLAIN) $(FUZZ_SHARED) $(FUZZ_TOOL)))
FUZZ_TARGETS := $(FUZZ_KNAMES:%=$(FUZZ_BIN).%.o)
FUZZ_DEPS := $(wildcard $(FUZZ)/*.h) $(FUZZ)/rules.mk $(DEPS)

.PHONY: fuzz
fuzz: $(FUZZ_BIN)

$(FUZZ_BIN): $(FUZZ_HARNESS) $(FUZZ_TARGETS)
	$(CLANG) -fsanitize=address,undefined,integer,fuzzer $(FUZZ_COVERAGE) -o $@ $^ -lseccomp

$(FUZZ_BIN).%.o: $(KSRC_DIR)/%.c $(FUZZ_DEPS) $(FUZZ)/ignorelist
	$(CLANG) $(CPPFLAGS) $(FUZZ_FLAGS) $(FUZZ_SANITIZE) $(FUZZ_COVERAGE) -c -o $@ $<

$(FUZZ_CHECKED:%=$(FUZZ_OUT)/%.o): $(FUZZ_OUT)/%.o: $(FUZZ)/%.c $(FUZZ_DEPS) | $(FUZZ_OUT)
	$(CLANG) $(CPPFLAGS) -I$(FUZZ) $(FUZZ_FLAGS) -fsanitize=address,undefined \
		-fno-sanitize-recover=all -c -o $@ $<

$(FUZZ_PLAIN:%=$(FUZZ_OUT)/%.o): $(FUZZ_OUT)/%.o: $(FUZZ)/%.c $(FUZZ_DEPS) | $(FUZZ_OUT)
	$(CLANG) $(CPPFLAGS) -I$(FUZZ) $(FUZZ_FLAGS) -c -o $@ $<

$(FUZZ_SHARED:%=$(FUZZ_OUT)/%.o): $(FUZZ_OUT)/%.o: $(ROOT)/host/%.c $(FUZZ_DEPS) | $(FUZZ_OUT)
	$(CLANG) $(CPPFLAGS) $(FUZZ_FLAGS) -c -o $@ $<

$(FUZZ_TOOL:%=$(FUZZ_OUT)/%.o): $(FUZZ_OUT)/%.o: $(TOOL)/%.c $(FUZZ_DEPS) | $(FUZZ_OUT)
	$(CLANG) $(CPPFLAGS) $(FUZZ_FLAGS) -c -o $@ $<

$(FUZZ_OUT):
	mkdir -p $@
