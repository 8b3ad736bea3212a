/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _TOOLS_SECCOMP_DIFF_H
#define _TOOLS_SECCOMP_DIFF_H

#include "print.h"

/* Print how the syscalls of two differ. Returns whether any does. */
bool print_diff(const struct subject *a, const struct subject *b);

#endif
