// SPDX-License-Identifier: GPL-2.0-only
/*
 * As Chromium's policy compiler: x32 calls apart, a binary search over ranges
 * of numbers, and at its leaves a result or a test of one 64-bit argument, whose
 * upper half has to be zero or the sign of the lower one.
 */
#include "build.h"

#include <stdlib.h>

#define LEAVES	64

static int ascending(const void *a, const void *b)
{
	const u32 x = *(const u32 *)a, y = *(const u32 *)b;

	return (x > y) - (x < y);
}

static void put_argument(struct build *b)
{
	static const u16 ops[] = { BPF_JEQ, BPF_JEQ, BPF_JSET, BPF_JGE };
	const u32 arg = random_below(b->r, 6);
	unsigned int n = 1 + random_below(b->r, 5);

	PUT(b, LOAD(HIGH(arg)));
	PUT(b, J(BPF_JEQ | BPF_K, 0, 4, 0));
	PUT(b, J(BPF_JEQ | BPF_K, U32_MAX, 0, 2));
	PUT(b, LOAD(LOW(arg)));
	PUT(b, J(BPF_JSET | BPF_K, 0x80000000, 1, 0));
	PUT(b, RET(SECCOMP_RET_KILL_PROCESS));
	PUT(b, LOAD(LOW(arg)));
	if (random_once_in(b->r, 3))
		PUT(b, ALU(BPF_AND | BPF_K, (u32)pick_value(b->r)));
	while (n--) {
		PUT(b, J(ops[random_below(b->r, ARRAY_SIZE(ops))] | BPF_K,
			 (u32)pick_value(b->r), 0, 1));
		PUT(b, RET(pick_ret(b->r)));
	}
	PUT(b, RET(pick_ret(b->r)));
}

static void put_leaf(struct build *b)
{
	if (random_once_in(b->r, 3))
		put_argument(b);
	else
		PUT(b, RET(pick_ret(b->r)));
}

/* Search among the ranges that begin at @from[1] to @from[n - 1]. */
static void put_tree(struct build *b, const u32 *from, unsigned int n)
{
	const unsigned int at = b->len, half = n / 2;

	if (n == 1) {
		put_leaf(b);
		return;
	}
	PUT(b, J(BPF_JGE | BPF_K, from[half], 0, 1));
	PUT(b, J(BPF_JA, 0, 0, 0));
	put_tree(b, from, half);
	if (at + 1 < b->max)
		b->insns[at + 1].k = b->len - at - 2;
	put_tree(b, from + half, n - half);
}

void shape_chromium(struct build *b)
{
	const unsigned int n = 1 + random_below(b->r, LEAVES);
	u32 from[LEAVES];
	unsigned int i;

	for (i = 0; i < n; i++)
		from[i] = pick_nr(b->r);
	qsort(from, n, sizeof(*from), ascending);

	put_arch(b);
	PUT(b, J(BPF_JSET | BPF_K, 0x40000000, 0, 1));
	PUT(b, RET(SECCOMP_RET_KILL_PROCESS));
	put_tree(b, from, n);
}
