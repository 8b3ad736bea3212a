/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Attaching filters: kernel/seccomp_cache.c itself and all that it uses, on the
 * host. What is proved is what comes out of it.
 */
#ifndef PROVE_ATTACH_H
#define PROVE_ATTACH_H

#include <linux/filter.h>

#include "encode.h"
#include "seccomp_cache.h"

struct filter {
	char name[128];
	struct program program;
};

/* A filter in a chain, as struct seccomp_filter is. */
struct attached {
	const struct filter *filter;
	const struct attached *prev;
	struct bpf_prog *prog;
	struct seccomp_cache cache;
};

/*
 * Attach @filter to @prev, or NULL, after it has been prepared for @expected: an
 * older filter of the chain, if another thread has meanwhile added to it. With
 * no @tries to put it on top of that as well, it is attached as it is.
 */
struct attached *attach(const struct filter *filter,
			const struct attached *prev,
			const struct attached *expected, unsigned int tries);

/* Take off @newest and all that it is stacked on. */
void detach(struct attached *newest);

/* The program that the kernel has made of the filter. */
struct program attached_program(const struct attached *a);
const struct attached *attached_of(const struct seccomp_link *link);

#endif
