/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Filters as programs write them, with random contents.
 *
 * A shape appends to a program and ends it. Where the room ends, instructions
 * are lost: the checker then refuses the program, which is worth a try, too.
 */
#ifndef HOST_FUZZ_BUILD_H
#define HOST_FUZZ_BUILD_H

#include "random.h"
#include "tests.h"

struct build {
	struct random *r;
	struct sock_filter *insns;
	unsigned int len, max;
};

static inline void put(struct build *b, struct sock_filter insn)
{
	if (b->len < b->max)
		b->insns[b->len++] = insn;
}

#define PUT(b, ...)	put(b, (struct sock_filter)__VA_ARGS__)

/* Offset of one half of an argument. */
#define LOW(arg)	(16 + 8 * (arg))
#define HIGH(arg)	(20 + 8 * (arg))

/* What shapes fill themselves with. */
u32 pick_nr(struct random *r);
u32 pick_arch(struct random *r);
u32 pick_ret(struct random *r);
u64 pick_value(struct random *r);

/* Go on only with the right arch, with the number in A. */
void put_arch(struct build *b);

void shape_openssh(struct build *b);
void shape_chromium(struct build *b);
void shape_minijail(struct build *b);
void shape_libseccomp(struct build *b);
void shape_runc(struct build *b);
void shape_random(struct build *b);
void shape_return(struct build *b);
void shape_blocks(struct build *b);
void shape_split(struct build *b);
void shape_verdicts(struct build *b);
void shape_meet(struct build *b);
void shape_cohorts(struct build *b);
void shape_ways(struct build *b);
void shape_long(struct build *b);
void shape_hostile(struct build *b);

/* One of these; returns the length. */
unsigned int shape_any(struct random *r, struct sock_filter *insns,
		       unsigned int max);

#endif
