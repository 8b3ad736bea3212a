/* SPDX-License-Identifier: GPL-2.0-only */
/* Words in lines, and colour where a person looks. */
#ifndef _TOOLS_SECCOMP_TEXT_H
#define _TOOLS_SECCOMP_TEXT_H

#include <stdbool.h>

enum colour {
	PLAIN,
	BOLD,
	GREEN,
	YELLOW,
	RED,
};

/* Use colour if standard output is a terminal that can, unless NO_COLOR is set. */
void colour_init(void);

/* What switches to a colour, "" if none is used. */
const char *colour(enum colour c);

/* The ending of a noun that @n is said of. */
const char *plural(unsigned int n);

/* Words that follow start in this column; lines end before the 80th. */
void words_begin(unsigned int indent);
void words_add(const char *word);
void words_end(void);

#endif
