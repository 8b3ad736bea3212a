/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Filters and what tasks make of them
 *
 * A filter is kept once, however often it is met; a chain is a filter and those
 * that it is stacked on. Both stay as long as the program runs and may be
 * compared by address.
 */
#ifndef _TOOLS_SECCOMP_FILTER_H
#define _TOOLS_SECCOMP_FILTER_H

#include <linux/filter.h>
#include <stddef.h>

/* The first 12 hex digits of the SHA-256 of the instructions as in a file */
#define FILTER_ID_LEN	12

struct filter {
	const struct filter *next;
	char id[FILTER_ID_LEN + 1];
	unsigned int len;
	struct sock_filter insns[];
};

struct chain {
	const struct chain *next;
	const struct filter *filter;
	const struct chain *below;
	unsigned int depth;
};

/* The filter with these instructions, at most BPF_MAXINSNS of them. */
const struct filter *filter_get(const struct sock_filter *insns,
				unsigned int len);

/* @filter on top of @below, which is NULL if it is the first. */
const struct chain *chain_get(const struct chain *below,
			      const struct filter *filter);

/*
 * In files, instructions are little endian. Reading dies if the file is not
 * the program of a filter that the kernel would accept.
 */
const struct filter *filter_read(const char *path);
const struct filter *filter_parse(const char *path, const void *data,
				  size_t size);
void *filter_bytes(const struct filter *filter, size_t *size);

#endif
