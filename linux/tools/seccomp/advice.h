/* SPDX-License-Identifier: GPL-2.0-only */
/* What would make syscalls cheaper, as far as that can be proved. */
#ifndef _TOOLS_SECCOMP_ADVICE_H
#define _TOOLS_SECCOMP_ADVICE_H

#include "print.h"

/* Say it, one paragraph for each piece of advice; nothing if there is none. */
void print_advice(const struct subject *subject);

#endif
