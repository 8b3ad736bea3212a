// SPDX-License-Identifier: GPL-2.0-only
#include "util.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void say(const char *fmt, va_list args)
{
	fflush(stdout);
	fputs("seccomp-cache: ", stderr);
	vfprintf(stderr, fmt, args);
	fputc('\n', stderr);
}

void die_usage(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(fmt, args);
	va_end(args);
	fputs("Try 'seccomp-cache --help'.\n", stderr);
	exit(EXIT_USAGE);
}

void die_input(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(fmt, args);
	va_end(args);
	exit(EXIT_INPUT);
}

void warn_input(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(fmt, args);
	va_end(args);
}

void *xrealloc(void *old, size_t size)
{
	void *new = realloc(old, size ? size : 1);

	if (!new)
		die_input("out of memory");
	return new;
}

void *xcalloc(size_t n, size_t size)
{
	void *new = calloc(n ? n : 1, size ? size : 1);

	if (!new)
		die_input("out of memory");
	return new;
}

char *xstrdup(const char *s)
{
	return strcpy(xrealloc(NULL, strlen(s) + 1), s);
}

char *xprintf(const char *fmt, ...)
{
	va_list args;
	char *s;

	va_start(args, fmt);
	if (vasprintf(&s, fmt, args) < 0)
		die_input("out of memory");
	va_end(args);
	return s;
}

char *read_file(const char *path, size_t max, size_t *size)
{
	FILE *f = strcmp(path, "-") ? fopen(path, "re") : stdin;
	char *data = xrealloc(NULL, max + 2);

	if (!f)
		die_input("%s: %s", path, strerror(errno));
	*size = fread(data, 1, max + 1, f);
	if (ferror(f))
		die_input("%s: %s", path, strerror(errno));
	if (*size > max)
		die_input("%s: larger than %zu bytes", path, max);
	if (f != stdin)
		fclose(f);
	data[*size] = '\0';
	return data;
}
