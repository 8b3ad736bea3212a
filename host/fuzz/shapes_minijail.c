// SPDX-License-Identifier: GPL-2.0-only
/*
 * As minijail: both halves of an argument go to scratch memory and come back
 * from there for each comparison, any of which may let the call pass.
 */
#include "build.h"

static void put_load(struct build *b, u32 arg)
{
	PUT(b, LOAD(LOW(arg)));
	PUT(b, ST(BPF_ST, 0));
	PUT(b, LOAD(HIGH(arg)));
	PUT(b, ST(BPF_ST, 1));
}

/* Falls through if false, skips one if true. */
static void put_equal(struct build *b, u64 value)
{
	PUT(b, ST(BPF_LD | BPF_MEM, 1));
	PUT(b, J(BPF_JEQ | BPF_K, value >> 32, 0, 2));
	PUT(b, ST(BPF_LD | BPF_MEM, 0));
	PUT(b, J(BPF_JEQ | BPF_K, (u32)value, 1, 0));
}

static void put_greater(struct build *b, u64 value, u16 op)
{
	PUT(b, ST(BPF_LD | BPF_MEM, 1));
	PUT(b, J(BPF_JGT | BPF_K, value >> 32, 4, 0));
	PUT(b, J(BPF_JEQ | BPF_K, value >> 32, 0, 2));
	PUT(b, ST(BPF_LD | BPF_MEM, 0));
	PUT(b, J(op | BPF_K, (u32)value, 1, 0));
}

static void put_bits(struct build *b, u64 value)
{
	PUT(b, ST(BPF_LD | BPF_MEM, 1));
	PUT(b, J(BPF_JSET | BPF_K, value >> 32, 3, 0));
	PUT(b, ST(BPF_LD | BPF_MEM, 0));
	PUT(b, J(BPF_JSET | BPF_K, (u32)value, 1, 0));
}

static void put_comparison(struct build *b)
{
	const u64 value = pick_value(b->r);

	switch (random_below(b->r, 4)) {
	case 0:
		put_greater(b, value, BPF_JGT);
		break;
	case 1:
		put_greater(b, value, BPF_JGE);
		break;
	case 2:
		put_bits(b, value);
		break;
	default:
		put_equal(b, value);
	}
	/* False: over the return that follows */
	PUT(b, J(BPF_JA, 1, 0, 0));
	PUT(b, RET(pick_ret(b->r)));
}

static void put_rule(struct build *b)
{
	const unsigned int at = b->len;
	unsigned int n = 1 + random_below(b->r, 4);

	PUT(b, J(BPF_JEQ | BPF_K, pick_nr(b->r), 1, 0));
	PUT(b, J(BPF_JA, 0, 0, 0));
	put_load(b, random_below(b->r, 6));
	while (n--) {
		put_comparison(b);
		if (random_once_in(b->r, 6))
			put_load(b, random_below(b->r, 6));
	}
	if (random_once_in(b->r, 2))
		PUT(b, RET(pick_ret(b->r)));
	else
		PUT(b, LOAD(NR_AT));
	if (at + 1 < b->max)
		b->insns[at + 1].k = b->len - at - 2;
}

void shape_minijail(struct build *b)
{
	unsigned int n = 1 + random_below(b->r, 30);

	put_arch(b);
	while (n--) {
		if (random_once_in(b->r, 3)) {
			put_rule(b);
		} else {
			PUT(b, J(BPF_JEQ | BPF_K, pick_nr(b->r), 0, 1));
			PUT(b, RET(pick_ret(b->r)));
		}
	}
	PUT(b, RET(pick_ret(b->r)));
}
