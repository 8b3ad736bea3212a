// SPDX-License-Identifier: GPL-2.0-only
#include "tap.h"

#include <stdarg.h>
#include <stdio.h>

static unsigned int results, failures;

bool ok(bool pass, const char *fmt, ...)
{
	va_list ap;

	results++;
	failures += !pass;
	printf("%sok %u ", pass ? "" : "not ", results);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
	return pass;
}

void note(const char *fmt, ...)
{
	va_list ap;

	printf("# ");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
}

int tap_done(void)
{
	printf("1..%u\n# %u passed, %u failed\n",
	       results, results - failures, failures);
	return failures || !results;
}
