# SPDX-License-Identifier: GPL-2.0-only
#
# The oracle against the kernel, a static program for a guest: see main.c.
#
#   make -C host ask ASK_BIN=FILE                with the oracle
#   make -C host ask ASK_BIN=FILE ORACLE=FILE.c  with another one

ASK_BIN	?= $(OUT)/ask
ORACLE	?= $(ROOT)/host/oracle.c
ASK_SOURCES := $(addprefix $(ROOT)/host/,kernel/accept.c kernel/ask.c \
	   kernel/call.c kernel/main.c kernel/program.c generate.c tap.c) \
	   $(TOOL)/checker.c

.PHONY: ask
ask: $(ASK_BIN)

$(ASK_BIN): $(ASK_SOURCES) $(ORACLE) $(ROOT)/host/kernel/ask.h $(DEPS) | $(OUT)
	$(CC) -static $(CPPFLAGS) -I$(ROOT)/host/kernel -O2 -g -std=gnu11 -Wall \
		-Wextra -Werror -o $@ $(ASK_SOURCES) $(ORACLE)
