// SPDX-License-Identifier: GPL-2.0-only
#include "ask.h"
#include "checker.h"
#include "generate.h"
#include "tests.h"

#include <stdlib.h>

#define SLICE_AT	(offsetof(struct seccomp_data, args) + 5 * sizeof(u64))

static void put(struct program *p, struct sock_filter insn)
{
	if (p->len == PROGRAM_MOST)
		abort();
	p->insns[p->len++] = insn;
}

#define PUT(p, ...)	put(p, (struct sock_filter)__VA_ARGS__)

bool program_opcode(unsigned int code)
{
	const struct sock_filter insns[] = {
		ST(BPF_ST, 1), { code, 0, 0, 1 }, RET(1), RET(1),
	};

	/* A load of word 1 is misaligned, hence the addition. */
	return !checker_objection(insns, ARRAY_SIZE(insns)) ||
	       code == (BPF_LD | BPF_W | BPF_ABS);
}

static u16 nth_opcode(unsigned int n)
{
	unsigned int code = 0;

	for (n %= OPCODES; ; code++)
		if (program_opcode(code) && !n--)
			return code;
}

static u32 constant_for(struct random *r, u16 code, u32 cell)
{
	const u32 k = generate_word(r);

	switch (BPF_CLASS(code)) {
	case BPF_LD:
		if (BPF_MODE(code) == BPF_ABS)
			return 4 * random_below(r, 16);
		return BPF_MODE(code) == BPF_MEM ? cell : k;
	case BPF_LDX:
		return BPF_MODE(code) == BPF_MEM ? cell : k;
	case BPF_ST:
	case BPF_STX:
		return cell;
	case BPF_JMP:
		return BPF_OP(code) == BPF_JA ? 1 : k;
	case BPF_ALU:
		if (BPF_SRC(code) == BPF_K && (BPF_OP(code) == BPF_LSH ||
					       BPF_OP(code) == BPF_RSH))
			return k & 31;
		if (BPF_OP(code) == BPF_DIV)
			return k + !k;
	}
	return k;
}

/*
 * One instruction that works on input, then something of all that it may have
 * changed: A, X and a cell. A jump skips an instruction or does not.
 */
static void put_about(struct program *p, struct random *r, u16 code)
{
	const u32 cell = random_below(r, BPF_MEMWORDS - 2), other = cell + 1;
	const bool swap = random_once_in(r, 2);

	PUT(p, LOAD(4 * random_below(r, 16)));
	PUT(p, ST(BPF_ST, cell));
	PUT(p, LOAD(4 * random_below(r, 16)));
	PUT(p, TAX);
	PUT(p, LOAD(4 * random_below(r, 16)));
	PUT(p, J(0, constant_for(r, code, cell), !swap, swap));
	p->insns[p->len - 1].code = code;
	PUT(p, ALU(BPF_XOR | BPF_K, random_u32(r)));
	PUT(p, ST(BPF_ST, other));
	PUT(p, TXA);
	PUT(p, ALU(BPF_MUL | BPF_K, random_u32(r) | 1));
	PUT(p, ST(BPF_LDX | BPF_MEM, cell));
	PUT(p, ALU(BPF_ADD | BPF_X, 0));
	PUT(p, ST(BPF_LDX | BPF_MEM, other));
	PUT(p, ALU(BPF_XOR | BPF_X, 0));
	PUT(p, RET_A);
}

/* From all returns of A to the end, where its bits are shown. */
static void show_results(struct program *p, struct random *r)
{
	const unsigned int body = p->len;
	unsigned int i;

	for (i = 0; i < body; i++) {
		struct sock_filter *insn = &p->insns[i];

		if (insn->code == (BPF_RET | BPF_A))
			*insn = (struct sock_filter)J(BPF_JA, body - i - 1, 0, 0);
		else if (insn->code == (BPF_RET | BPF_K))
			insn->k = SECCOMP_RET_ERRNO | (random_u32(r) & 0xfff);
	}
	if (p->by_argument) {
		PUT(p, ST(BPF_ST, 0));
		PUT(p, LOAD(SLICE_AT));
		PUT(p, ALU(BPF_AND | BPF_K, 31));
		PUT(p, TAX);
		PUT(p, ST(BPF_LD | BPF_MEM, 0));
		PUT(p, ALU(BPF_RSH | BPF_X, 0));
	} else {
		PUT(p, ALU(BPF_RSH | BPF_K, 10 * random_below(r, 3)));
	}
	PUT(p, ALU(BPF_AND | BPF_K, 0xfff));
	PUT(p, ALU(BPF_OR | BPF_K, SECCOMP_RET_ERRNO));
	PUT(p, RET_A);
}

void program_make(struct program *p, struct random *r, unsigned int n)
{
	p->len = 0;
	p->by_argument = !random_once_in(r, 3);
	if (n % 2) {
		p->len = 2 + random_below(r, PROGRAM_BODY - 2);
		generate_program(r, p->insns, p->len);
	} else {
		put_about(p, r, nth_opcode(n / 2));
	}
	show_results(p, r);
	if (checker_objection(p->insns, p->len))
		abort();
}
