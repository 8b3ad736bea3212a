/* SPDX-License-Identifier: GPL-2.0-only */
/* Results in the Test Anything Protocol. */
#ifndef HOST_TAP_H
#define HOST_TAP_H

#include <stdbool.h>

/* Print one result; returns @pass. */
bool ok(bool pass, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Print a remark. */
void note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Print the plan; returns the exit status. */
int tap_done(void);

#endif
