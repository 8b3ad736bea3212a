// SPDX-License-Identifier: GPL-2.0-only
#include "util.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One line, whatever there is in what is not understood */
static void say(const char *fmt, va_list args)
{
	char *text, *c;

	if (vasprintf(&text, fmt, args) < 0)
		exit(EXIT_INPUT);
	for (c = text; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = '?';
	fflush(stdout);
	fprintf(stderr, "seccomp-cache: %s\n", text);
	free(text);
}

void usage_err(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(fmt, args);
	va_end(args);
	fputs("Try 'seccomp-cache --help'.\n", stderr);
	exit(EXIT_USAGE);
}

void input_err(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(fmt, args);
	va_end(args);
	exit(EXIT_INPUT);
}

void *xrealloc(void *old, size_t size)
{
	void *new = realloc(old, size ? size : 1);

	if (!new)
		input_err("out of memory");
	return new;
}

void *xcalloc(size_t n, size_t size)
{
	void *new = calloc(n ? n : 1, size ? size : 1);

	if (!new)
		input_err("out of memory");
	return new;
}

char *xstrdup(const char *s)
{
	const size_t size = strlen(s) + 1;

	return memcpy(xrealloc(NULL, size), s, size);
}

char *xprintf(const char *fmt, ...)
{
	va_list args;
	char *s;

	va_start(args, fmt);
	if (vasprintf(&s, fmt, args) < 0)
		input_err("out of memory");
	va_end(args);
	return s;
}

char *read_file(const char *path, size_t max, size_t *size)
{
	FILE *f = strcmp(path, "-") ? fopen(path, "re") : stdin;
	char *data = xrealloc(NULL, max + 2);

	if (!f)
		input_err("%s: %s", path, strerror(errno));
	*size = fread(data, 1, max + 1, f);
	if (ferror(f))
		input_err("%s: %s", path, strerror(errno));
	if (*size > max)
		input_err("%s: larger than %zu bytes", path, max);
	if (f != stdin)
		fclose(f);
	data[*size] = '\0';
	return data;
}
