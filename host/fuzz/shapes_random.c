// SPDX-License-Identifier: GPL-2.0-only
/* What no program writes, but anybody may: random code, and the limits. */
#include "build.h"
#include "generate.h"

static unsigned int room(const struct build *b, unsigned int most)
{
	const unsigned int left = b->max - b->len;

	return left < most ? left : most;
}

static void put_random(struct build *b, unsigned int len)
{
	len = room(b, len);
	if (!len)
		return;
	generate_program(b->r, &b->insns[b->len], len);
	b->len += len;
}

/* Let returns be jumps to the last one, as compilers of policies do it. */
static void share_return(struct build *b, unsigned int from)
{
	unsigned int i;

	for (i = from; i + 1 < b->len; i++)
		if (BPF_CLASS(b->insns[i].code) == BPF_RET)
			b->insns[i] = (struct sock_filter)
				J(BPF_JA, b->len - i - 2, 0, 0);
}

void shape_random(struct build *b)
{
	const unsigned int from = b->len;

	put_random(b, 1 + random_below(b->r, random_once_in(b->r, 8) ? 2000 :
							       200));
	if (random_once_in(b->r, 3))
		share_return(b, from);
}

/* Some ways have written to memory when they come to a shared return. */
static void put_return(struct build *b)
{
	const u32 cell = random_below(b->r, BPF_MEMWORDS);

	PUT(b, LOAD(LOW(random_below(b->r, 2))));
	PUT(b, J(BPF_JEQ | BPF_K, random_below(b->r, 4), 2, 0));
	PUT(b, ST(random_once_in(b->r, 2) ? BPF_ST : BPF_STX, cell));
	PUT(b, J(BPF_JGT | BPF_K, random_below(b->r, 4), 2, 0));
	PUT(b, LOAD(LOW(2)));
	PUT(b, RET_A);
	PUT(b, ST(BPF_LD | BPF_MEM, cell));
	if (random_once_in(b->r, 2))
		PUT(b, RET_A);
}

void shape_return(struct build *b)
{
	const unsigned int from = b->len;
	unsigned int n = 8 + random_below(b->r, 8);

	PUT(b, LOAD(NR_AT));
	while (n--) {
		PUT(b, J(BPF_JEQ | BPF_K, pick_nr(b->r), 0, 1));
		PUT(b, RET(pick_ret(b->r)));
	}
	for (n = 1 + random_below(b->r, 4); n; n--)
		put_return(b);
	PUT(b, RET_A);
	share_return(b, from);
}

/* Random code for each of some numbers. */
void shape_blocks(struct build *b)
{
	unsigned int n = 1 + random_below(b->r, 30), len;

	PUT(b, LOAD(NR_AT));
	while (n--) {
		len = 1 + random_below(b->r, random_once_in(b->r, 8) ? 250 : 30);
		PUT(b, J(BPF_JEQ | BPF_K, pick_nr(b->r), 0, len));
		put_random(b, len);
		if (random_once_in(b->r, 3))
			PUT(b, LOAD(NR_AT));
	}
	PUT(b, RET(pick_ret(b->r)));
}

/* Tell bits of the number or of an argument apart, again and again. */
void shape_split(struct build *b)
{
	const unsigned int at = b->len;
	const u32 word = random_once_in(b->r, 2) ? NR_AT : LOW(0);
	unsigned int n = 3 + random_below(b->r, 60), bit;

	PUT(b, LOAD(word));
	while (n--) {
		bit = random_below(b->r, 10);
		PUT(b, J(BPF_JSET | BPF_K, 1U << bit, random_below(b->r, 3),
			 random_below(b->r, 3)));
		switch (random_below(b->r, 6)) {
		case 0:
			PUT(b, ST(BPF_ST, bit));
			break;
		case 1:
			PUT(b, IMX(bit));
			break;
		case 2:
			PUT(b, ALU(BPF_AND | BPF_K, random_u32(b->r)));
			break;
		case 3:
			PUT(b, TAX);
			break;
		case 4:
			PUT(b, J(BPF_JGE | BPF_X, 0, 0, random_below(b->r, 3)));
			break;
		default:
			PUT(b, LOAD(word));
		}
	}
	/* The last jumps go three at most */
	for (n = 0; n < 4 && b->len > at; n++)
		PUT(b, RET(pick_ret(b->r)));
}

/* More return values than are told apart. */
void shape_verdicts(struct build *b)
{
	unsigned int n = 20 + random_below(b->r, 200), i;

	PUT(b, LOAD(random_once_in(b->r, 4) ? LOW(1) : NR_AT));
	if (random_once_in(b->r, 3)) {
		/* One for each number, or each few */
		PUT(b, ALU(BPF_AND | BPF_K, random_u32(b->r)));
		PUT(b, ALU(BPF_OR | BPF_K, SECCOMP_RET_ERRNO));
		PUT(b, RET_A);
		return;
	}
	for (i = 0; i < n; i++) {
		PUT(b, J(BPF_JEQ | BPF_K, i, 0, 1));
		PUT(b, RET(SECCOMP_RET_ERRNO | i));
	}
	PUT(b, LOAD(LOW(0)));
	PUT(b, RET_A);
}

/* Where many ways meet, some agree on a value. */
void shape_meet(struct build *b)
{
	unsigned int n = 3 + random_below(b->r, 60), to;

	/* What A starts with, or an argument */
	PUT(b, ST(BPF_ST, 0));
	put_arch(b);
	/* Ways of one number, or numbers that take different ones */
	if (random_once_in(b->r, 2))
		PUT(b, LOAD(LOW(0)));
	if (random_once_in(b->r, 2))
		PUT(b, ST(BPF_ST, 0));
	while (n--) {
		to = 2 + random_below(b->r, n ? 2 * n : 1);
		PUT(b, J(BPF_JEQ | BPF_K, random_below(b->r, 4), to < 255 ? to : 2,
			 0));
		if (random_once_in(b->r, 2))
			PUT(b, IMX(random_below(b->r, 3)));
		else
			PUT(b, ST(BPF_STX, 0));
	}
	for (n = 0; n < 3; n++)
		PUT(b, ALU(BPF_ADD | BPF_X, 0));
	PUT(b, TXA);
	PUT(b, ST(BPF_LDX | BPF_MEM, 0));
	PUT(b, ALU(BPF_XOR | BPF_X, 0));
	PUT(b, RET_A);
}
