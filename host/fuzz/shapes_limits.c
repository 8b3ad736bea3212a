// SPDX-License-Identifier: GPL-2.0-only
/* More of everything than there is room for, and what no checker lets pass. */
#include "build.h"
#include "generate.h"

/* Each bit of the number doubles the states that it can be in. */
void shape_cohorts(struct build *b)
{
	unsigned int n = 4 + random_below(b->r, 6), bit;

	for (bit = 0; bit < n; bit++) {
		PUT(b, LOAD(NR_AT));
		PUT(b, J(BPF_JSET | BPF_K, 1U << bit, 0, 1));
		PUT(b, ST(BPF_ST, bit));
	}
	for (bit = 0; bit < n; bit++)
		PUT(b, IMM(bit));
	shape_random(b);
}

/* An argument may lead to more places than are kept in mind. */
void shape_ways(struct build *b)
{
	const unsigned int n = 10 + random_below(b->r, 60);
	unsigned int i;

	PUT(b, LOAD(LOW(0)));
	for (i = 0; i < n; i++)
		PUT(b, J(BPF_JEQ | BPF_K, i, n - i - 1 + random_below(b->r, n), 0));
	for (i = 0; i < n; i++)
		PUT(b, ALU(BPF_ADD | BPF_K, random_u32(b->r)));
	PUT(b, RET_A);
}

/* About as long as a filter may be, or a little longer. */
void shape_long(struct build *b)
{
	const unsigned int len = BPF_MAXINSNS - 4 + random_below(b->r, 8);

	PUT(b, LOAD(NR_AT));
	PUT(b, J(BPF_JEQ | BPF_K, pick_nr(b->r), 0, 2));
	PUT(b, LOAD(LOW(0)));
	PUT(b, RET_A);
	while (b->len + 1 < len && b->len < b->max) {
		if (random_once_in(b->r, 2))
			PUT(b, J(BPF_JEQ | BPF_K, random_below(b->r, 463), 0, 0));
		else
			PUT(b, TAX);
	}
	PUT(b, RET(pick_ret(b->r)));
}

/* One or two instructions of a program that is all right otherwise. */
void shape_hostile(struct build *b)
{
	static const struct sock_filter bad[] = {
		ALU(BPF_DIV | BPF_K, 0), ALU(BPF_LSH | BPF_K, 32),
		ALU(BPF_RSH | BPF_K, U32_MAX), ALU(BPF_MOD | BPF_K, 3),
		ST(BPF_LD | BPF_MEM, 16), ST(BPF_LDX | BPF_MEM, U32_MAX),
		ST(BPF_ST, 16), ST(BPF_STX, 0x40000000), LOAD(64), LOAD(2),
		ST(BPF_LD | BPF_H | BPF_ABS, 0), ST(BPF_LD | BPF_W | BPF_IND, 0),
		ST(BPF_LDX | BPF_B | BPF_MSH, 0), J(BPF_JA, U32_MAX, 0, 0),
		J(BPF_JA, U32_MAX - 1, 0, 0), J(BPF_JA, 4095, 0, 0),
		J(BPF_JEQ | BPF_K, 1, 255, 255), J(BPF_JEQ | BPF_K, 600, 0, 255),
		J(BPF_JEQ | BPF_X, 1, 255, 0), J(0x50, 0, 0, 0),
		ST(BPF_RET | BPF_X, 0), ST(0x106, 0),
	};
	const unsigned int from = b->len;
	unsigned int n;

	shape_random(b);
	for (n = 1 + random_below(b->r, 2); n && b->len > from; n--)
		b->insns[from + random_below(b->r, b->len - from)] =
			bad[random_below(b->r, ARRAY_SIZE(bad))];
}
