// SPDX-License-Identifier: GPL-2.0-only
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WIDTH	80

static bool coloured;
static unsigned int margin, column;

void colour_init(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	coloured = isatty(STDOUT_FILENO) && !(no && *no) &&
		   term && strcmp(term, "dumb");
}

const char *colour(enum colour c)
{
	static const char *const code[] = {
		[PLAIN] = "\033[0m", [BOLD] = "\033[1m", [GREEN] = "\033[32m",
		[YELLOW] = "\033[33m", [RED] = "\033[31m",
	};

	return coloured ? code[c] : "";
}

const char *plural(unsigned int n)
{
	if (n == 1)
		return "";
	return "s";
}

void words_begin(unsigned int indent)
{
	margin = indent;
	column = 0;
}

void words_add(const char *word)
{
	const unsigned int len = strlen(word);

	if (column && column + 1 + len >= WIDTH) {
		putchar('\n');
		column = 0;
	}
	if (column)
		column += printf(" %s", word);
	else
		column = printf("%*s%s", margin, "", word);
}

void words_end(void)
{
	if (column)
		putchar('\n');
	column = 0;
}
