/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _TOOLS_SECCOMP_CHECK_H
#define _TOOLS_SECCOMP_CHECK_H

#include "print.h"

/*
 * Are all of these syscalls, named and separated by commas, always allowed?
 * Prints each that is not.
 */
bool check_cached(const struct subject *subject, const char *list);

#endif
