/* SPDX-License-Identifier: GPL-2.0-only */
/* Instructions as text, in the form that seccomp-tools has made familiar. */
#ifndef _TOOLS_SECCOMP_DISASM_H
#define _TOOLS_SECCOMP_DISASM_H

#include <linux/filter.h>

/* The two lines above. */
extern const char *const disasm_title[2];

/* One line, without a newline. Static storage. */
const char *disasm(const struct sock_filter *insn, unsigned int pc,
		   bool big_endian);

/* Only what it does: the end of that line. Static storage. */
const char *disasm_meaning(const struct sock_filter *insn, unsigned int pc,
			   bool big_endian);

#endif
