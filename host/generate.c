// SPDX-License-Identifier: GPL-2.0-only
#include "generate.h"
#include "tests.h"

#include <linux/audit.h>

u32 generate_nr(struct random *r)
{
	static const u32 edges[] = {
		0, 1, 39, 511, 512, 0x3fffffff, 0x40000000, 0x40000027,
		0x7fffffff, 0x80000000, U32_MAX,
	};

	return random_once_in(r, 3) ? edges[random_below(r, ARRAY_SIZE(edges))] :
				      random_below(r, 8);
}

u32 generate_arch(struct random *r)
{
	static const u32 arches[] = {
		AUDIT_ARCH_X86_64, AUDIT_ARCH_X86_64, AUDIT_ARCH_I386, 0,
	};

	return arches[random_below(r, ARRAY_SIZE(arches))];
}

u32 generate_word(struct random *r)
{
	switch (random_below(r, 8)) {
	case 0:
		return random_u32(r);
	case 1:
		return 1U << random_below(r, 32);
	case 2:
		return (1U << random_below(r, 32)) - 1;
	case 3:
		return generate_arch(r);
	case 4:
	case 5:
		return generate_nr(r);
	}
	return random_below(r, 70);
}

/* Where the program being written stands. */
struct writer {
	struct random *r;
	struct sock_filter *insns;
	unsigned int pc, len;
	u32 input_once_in;		/* how rare loads of input are */
	u16 now;			/* scratch cells written on all ways */
	u16 at[BPF_MAXINSNS];		/* the same where jumps lead to */
};

/* How far a jump goes: mostly near, and never past the last instruction. */
static u32 distance(struct writer *w, u32 farthest)
{
	u32 left = w->len - w->pc - 2;

	if (!random_once_in(w->r, 16) && farthest > 4)
		farthest = 4;
	return random_below(w->r, (left < farthest ? left : farthest) + 1);
}

static u32 reach(struct writer *w, u32 skip)
{
	w->at[w->pc + 1 + skip] &= w->now;
	return skip;
}

static struct sock_filter write_jump(struct writer *w)
{
	static const u16 ops[] = { BPF_JEQ, BPF_JGT, BPF_JGE, BPF_JSET };
	const u16 op = ops[random_below(w->r, ARRAY_SIZE(ops))];
	const u16 src = random_once_in(w->r, 4) ? BPF_X : BPF_K;
	struct sock_filter insn = { 0 };

	if (random_once_in(w->r, 6)) {
		insn.code = BPF_JMP | BPF_JA;
		insn.k = reach(w, distance(w, BPF_MAXINSNS));
	} else {
		insn.code = BPF_JMP | op | src;
		insn.k = generate_word(w->r);
		insn.jt = reach(w, distance(w, 255));
		insn.jf = reach(w, distance(w, 255));
	}
	w->now = 0xffff;
	return insn;
}

static struct sock_filter write_alu(struct writer *w)
{
	static const u16 ops[] = {
		BPF_ADD, BPF_SUB, BPF_MUL, BPF_DIV, BPF_AND, BPF_OR, BPF_XOR,
		BPF_LSH, BPF_RSH, BPF_NEG,
	};
	const u16 op = ops[random_below(w->r, ARRAY_SIZE(ops))];
	u32 k = generate_word(w->r);

	if (op == BPF_NEG)
		return (struct sock_filter)ALU(op, k);
	if (random_once_in(w->r, 2))
		return (struct sock_filter)ALU(op | BPF_X, k);
	if (op == BPF_LSH || op == BPF_RSH)
		k &= 31;
	if (op == BPF_DIV)
		k += !k;
	return (struct sock_filter)ALU(op | BPF_K, k);
}

static struct sock_filter write_scratch(struct writer *w)
{
	const u32 cell = random_below(w->r, BPF_MEMWORDS);

	if (!(w->now & 1 << cell) || random_once_in(w->r, 3)) {
		w->now |= 1 << cell;
		return (struct sock_filter)
			ST(random_once_in(w->r, 2) ? BPF_ST : BPF_STX, cell);
	}
	return (struct sock_filter)
		ST(BPF_MEM | (random_once_in(w->r, 2) ? BPF_LD : BPF_LDX),
		   cell);
}

static struct sock_filter write_load(struct writer *w)
{
	if (random_once_in(w->r, w->input_once_in))
		return (struct sock_filter)LOAD(8 + 4 * random_below(w->r, 14));
	return (struct sock_filter)
		LOAD(random_once_in(w->r, 3) ? ARCH_AT : NR_AT);
}

static struct sock_filter write_move(struct writer *w)
{
	const u32 k = generate_word(w->r);

	switch (random_below(w->r, 6)) {
	case 0:
		return (struct sock_filter)IMM(k);
	case 1:
		return (struct sock_filter)IMX(k);
	case 2:
		return (struct sock_filter)ST(BPF_LD | BPF_W | BPF_LEN, k);
	case 3:
		return (struct sock_filter)ST(BPF_LDX | BPF_W | BPF_LEN, k);
	case 4:
		return (struct sock_filter)TAX;
	}
	return (struct sock_filter)TXA;
}

static struct sock_filter write_return(struct writer *w)
{
	static const u32 actions[] = {
		SECCOMP_RET_ALLOW, SECCOMP_RET_ALLOW, SECCOMP_RET_ERRNO | 1,
		SECCOMP_RET_LOG, SECCOMP_RET_KILL_PROCESS,
	};

	if (random_once_in(w->r, 2))
		return (struct sock_filter)RET_A;
	return (struct sock_filter)
		RET(actions[random_below(w->r, ARRAY_SIZE(actions))]);
}

static struct sock_filter write_insn(struct writer *w)
{
	if (w->pc == w->len - 1)
		return write_return(w);

	switch (random_below(w->r, 16)) {
	case 0 ... 3:
		return write_jump(w);
	case 4 ... 6:
		return write_alu(w);
	case 7 ... 9:
		return write_scratch(w);
	case 10 ... 12:
		return write_load(w);
	case 13 ... 14:
		return write_move(w);
	}
	return random_once_in(w->r, 4) ? write_return(w) : write_alu(w);
}

void generate_program(struct random *r, struct sock_filter *insns,
		      unsigned int len)
{
	struct writer w = {
		.r = r, .insns = insns, .len = len,
		.input_once_in = 2 + random_below(r, 30),
	};
	unsigned int i;

	for (i = 0; i < len; i++)
		w.at[i] = 0xffff;
	for (; w.pc < len; w.pc++) {
		w.now &= w.at[w.pc];
		insns[w.pc] = write_insn(&w);
	}
}

unsigned int generate_chain(struct random *r, struct sock_filter *insns,
			    unsigned int numbers, unsigned int longest)
{
	unsigned int len = 1, block, nr;

	insns[0] = (struct sock_filter)LOAD(NR_AT);
	for (nr = 0; nr < numbers; nr++) {
		block = 1 + random_below(r, longest);
		insns[len++] = (struct sock_filter)
			J(BPF_JEQ | BPF_K, nr, 0, block);
		generate_program(r, &insns[len], block);
		len += block;
		if (random_once_in(r, 3))
			insns[len++] = (struct sock_filter)LOAD(NR_AT);
	}
	return len;
}
