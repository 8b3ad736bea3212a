// SPDX-License-Identifier: GPL-2.0-only
/*
 * As OpenSSH's sandbox: one number after the other, each with a return of its
 * own; what looks at an argument loads the number again for those that follow.
 */
#include "build.h"

static void put_plain(struct build *b)
{
	PUT(b, J(BPF_JEQ | BPF_K, pick_nr(b->r), 0, 1));
	PUT(b, RET(pick_ret(b->r)));
}

static void put_equal(struct build *b)
{
	const u64 value = pick_value(b->r);
	const u32 arg = random_below(b->r, 6);

	PUT(b, J(BPF_JEQ | BPF_K, pick_nr(b->r), 0, 6));
	PUT(b, LOAD(LOW(arg)));
	PUT(b, J(BPF_JEQ | BPF_K, (u32)value, 0, 3));
	PUT(b, LOAD(HIGH(arg)));
	PUT(b, J(BPF_JEQ | BPF_K, value >> 32, 0, 1));
	PUT(b, RET(pick_ret(b->r)));
	PUT(b, LOAD(NR_AT));
}

/* None but these bits may be set, or else none of the others must be. */
static void put_mask(struct build *b)
{
	const u64 mask = ~pick_value(b->r);
	const u32 arg = random_below(b->r, 6);
	const bool deny = random_once_in(b->r, 2);

	PUT(b, J(BPF_JEQ | BPF_K, pick_nr(b->r), 0, 8));
	PUT(b, LOAD(LOW(arg)));
	PUT(b, ALU(BPF_AND | BPF_K, (u32)mask));
	PUT(b, J(BPF_JEQ | BPF_K, 0, 0, deny ? 3 : 4));
	PUT(b, LOAD(HIGH(arg)));
	PUT(b, ALU(BPF_AND | BPF_K, mask >> 32));
	PUT(b, J(BPF_JEQ | BPF_K, 0, deny, !deny));
	PUT(b, RET(pick_ret(b->r)));
	PUT(b, LOAD(NR_AT));
}

void shape_openssh(struct build *b)
{
	unsigned int n = 1 + random_below(b->r, random_once_in(b->r, 4) ?
					  300 : 40);

	put_arch(b);
	while (n--) {
		switch (random_below(b->r, 6)) {
		case 0:
			put_equal(b);
			break;
		case 1:
			put_mask(b);
			break;
		default:
			put_plain(b);
		}
	}
	PUT(b, RET(pick_ret(b->r)));
}
