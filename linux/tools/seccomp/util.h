/* SPDX-License-Identifier: GPL-2.0-only */
/* Errors, memory and files: what every part of the tool needs. */
#ifndef _TOOLS_SECCOMP_UTIL_H
#define _TOOLS_SECCOMP_UTIL_H

#include <stddef.h>

/* Exit codes */
enum {
	EXIT_DONE,	/* what was asked for has been done */
	EXIT_FINDINGS,	/* and what was to be checked does not hold */
	EXIT_USAGE,	/* the command line is wrong */
	EXIT_INPUT,	/* something cannot be read or written */
};

#define PRINTF(fmt, args)	__attribute__((format(printf, fmt, args)))

/* Say what is wrong and exit with the code of the name. */
void die_usage(const char *fmt, ...) __attribute__((noreturn)) PRINTF(1, 2);
void die_input(const char *fmt, ...) __attribute__((noreturn)) PRINTF(1, 2);
void warn_input(const char *fmt, ...) PRINTF(1, 2);

/* These end the program instead of returning NULL. */
void *xcalloc(size_t n, size_t size);
void *xrealloc(void *old, size_t size);
char *xstrdup(const char *s);
char *xprintf(const char *fmt, ...) PRINTF(1, 2);

/*
 * Read all of a file, "-" being standard input, and a 0 behind it. Dies if it
 * cannot be read or is larger than @max.
 */
char *read_file(const char *path, size_t max, size_t *size);

#endif
