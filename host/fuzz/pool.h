/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Values that matter to some filters: for each word of struct seccomp_data the
 * constants that it is compared with.
 */
#ifndef HOST_FUZZ_POOL_H
#define HOST_FUZZ_POOL_H

#include "random.h"
#include "stack.h"

#define POOL_WORDS	(sizeof(struct seccomp_data) / sizeof(u32))
#define POOL_MOST	64

struct pool {
	struct {
		unsigned int n;
		u32 value[POOL_MOST];
	} word[POOL_WORDS];
};

/* Of all that the filters look at; with @call on its number's and arch's ways only. */
void pool_fill(struct pool *pool, const struct stack *s,
	       const struct seccomp_data *call);

/* A value for a word: from the pool, give or take one, or an edge, or any. */
u32 pool_pick(const struct pool *pool, struct random *r, unsigned int word);

#endif
