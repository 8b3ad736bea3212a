// SPDX-License-Identifier: GPL-2.0-only
/*
 * One pass over the program, in which A is what its known bits are: a bit that
 * is set in @mask may be anything, the others are as in @value. Of X and of
 * scratch memory nothing is known.
 */
#include "possible.h"

#include <linux/seccomp.h>
#include <stdlib.h>

#include "seccomp_eval.h"
#include "util.h"

struct bits {
	bool reached;
	u32 value;
	u32 mask;
};

static const struct bits any = { .reached = true, .mask = ~0U };

static struct bits constant(u32 value)
{
	return (struct bits){ .reached = true, .value = value };
}

/* Some way with @a leads there. */
static void reach(struct bits *there, struct bits a)
{
	if (!there->reached) {
		*there = a;
		return;
	}
	there->mask |= a.mask | (there->value ^ a.value);
	there->value &= ~there->mask;
}

static struct bits alu(struct bits a, const struct sock_filter *insn)
{
	struct seccomp_eval_state s = { .reg[SECCOMP_EVAL_A] = a.value };

	if (BPF_SRC(insn->code) == BPF_X)
		return any;
	if (!a.mask)
		return seccomp_eval_alu(&s, insn) ? constant(s.reg[SECCOMP_EVAL_A]) :
						      any;
	switch (insn->code) {
	case BPF_ALU | BPF_AND | BPF_K:
		a.value &= insn->k;
		a.mask &= insn->k;
		return a;
	case BPF_ALU | BPF_OR | BPF_K:
		a.value |= insn->k;
		a.mask &= ~insn->k;
		return a;
	case BPF_ALU | BPF_XOR | BPF_K:
		a.value ^= insn->k & ~a.mask;
		return a;
	case BPF_ALU | BPF_RSH | BPF_K:
		a.value >>= insn->k & 31;
		a.mask >>= insn->k & 31;
		return a;
	case BPF_ALU | BPF_LSH | BPF_K:
		a.value <<= insn->k & 31;
		a.mask <<= insn->k & 31;
		return a;
	}
	return any;
}

/* Can a comparison with the constant come out as @taken? */
static bool can_be(struct bits a, const struct sock_filter *insn, bool taken)
{
	const u32 k = insn->k, least = a.value, most = a.value | a.mask;

	if (BPF_SRC(insn->code) == BPF_X)
		return true;
	switch (BPF_OP(insn->code)) {
	case BPF_JEQ:
		return taken ? !((k ^ a.value) & ~a.mask) :
			       a.mask || a.value != k;
	case BPF_JGT:
		return taken ? most > k : least <= k;
	case BPF_JGE:
		return taken ? most >= k : least < k;
	default: /* BPF_JSET */
		return taken ? most & k : !(least & k);
	}
}

/* What A is if it equals the constant */
static struct bits when(struct bits a, const struct sock_filter *insn,
			bool taken)
{
	if (taken && insn->code == (BPF_JMP | BPF_JEQ | BPF_K))
		return constant(insn->k);
	return a;
}

/* What is in A behind an instruction that goes on to the next one */
static struct bits step(struct bits a, const struct sock_filter *insn, u32 nr,
			u32 arch)
{
	switch (insn->code) {
	case BPF_LD | BPF_W | BPF_ABS:
		if (insn->k == offsetof(struct seccomp_data, nr))
			return constant(nr);
		if (insn->k == offsetof(struct seccomp_data, arch))
			return constant(arch);
		return any;
	case BPF_LD | BPF_IMM:
		return constant(insn->k);
	}
	switch (BPF_CLASS(insn->code)) {
	case BPF_ALU:
		return alu(a, insn);
	case BPF_LD:
		return any;
	case BPF_MISC:
		return BPF_MISCOP(insn->code) == BPF_TXA ? any : a;
	default:
		return a;
	}
}

/* A return value that is not the same as others before, or cannot be told? */
static bool differs(struct bits *ret, struct bits value)
{
	if (value.mask || (ret->reached && ret->value != value.value))
		return true;
	*ret = value;
	return false;
}

static bool scan(struct bits *at, const struct sock_filter *insns,
		 unsigned int len, u32 nr, u32 arch, struct bits *ret)
{
	unsigned int pc;

	for (pc = 0; pc < len; pc++) {
		const struct sock_filter *insn = &insns[pc];
		const struct bits a = at[pc];

		if (!a.reached)
			continue;
		if (seccomp_eval_conditional(insn->code)) {
			if (can_be(a, insn, true))
				reach(&at[pc + 1 + insn->jt],
				      when(a, insn, true));
			if (can_be(a, insn, false))
				reach(&at[pc + 1 + insn->jf],
				      when(a, insn, false));
			continue;
		}
		switch (insn->code) {
		case BPF_RET | BPF_K:
			if (differs(ret, constant(insn->k)))
				return false;
			break;
		case BPF_RET | BPF_A:
			if (differs(ret, a))
				return false;
			break;
		case BPF_JMP | BPF_JA:
			reach(&at[pc + 1 + insn->k], a);
			break;
		case BPF_ALU | BPF_DIV | BPF_X:
			/* X may be 0 */
			if (differs(ret, constant(0)))
				return false;
			reach(&at[pc + 1], any);
			break;
		default:
			reach(&at[pc + 1], step(a, insn, nr, arch));
		}
	}
	return ret->reached;
}

bool possible_only(const struct sock_filter *insns, unsigned int len, u32 nr,
		   u32 arch, u32 *ret)
{
	struct bits *at = xcalloc(len, sizeof(*at)), only = {};
	bool found;

	at[0] = constant(0);
	found = scan(at, insns, len, nr, arch, &only);
	free(at);
	if (found)
		*ret = only.value;
	return found;
}
