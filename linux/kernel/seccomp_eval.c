// SPDX-License-Identifier: GPL-2.0-only
/*
 * Evaluate a seccomp filter for one (arch, syscall number)
 *
 * See seccomp_eval.h for what the functions here promise. What each
 * instruction does follows the checker and the converter in net/core/filter.c
 * and the eBPF interpreter that runs the result, kernel/bpf/core.c.
 */
#include <linux/compiler.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/stddef.h>

#include "seccomp_eval.h"

/* Which operand does an ALU or JMP instruction name? */
static u32 eval_operand(const struct seccomp_eval_state *s,
			const struct sock_filter *insn)
{
	return BPF_SRC(insn->code) == BPF_X ? s->x : insn->k;
}

/* Loads, stores and register moves. Returns false if not understood. */
static bool eval_move(struct seccomp_eval_state *s,
		      const struct sock_filter *insn)
{
	switch (insn->code) {
	case BPF_LD | BPF_IMM:
		s->a = insn->k;
		return true;
	case BPF_LDX | BPF_IMM:
		s->x = insn->k;
		return true;
	case BPF_LD | BPF_W | BPF_LEN:
		s->a = sizeof(struct seccomp_data);
		return true;
	case BPF_LDX | BPF_W | BPF_LEN:
		s->x = sizeof(struct seccomp_data);
		return true;
	case BPF_MISC | BPF_TAX:
		s->x = s->a;
		return true;
	case BPF_MISC | BPF_TXA:
		s->a = s->x;
		return true;
	}

	/* Everything else goes to or comes from scratch memory. */
	if (insn->k >= BPF_MEMWORDS)
		return false;

	switch (insn->code) {
	case BPF_LD | BPF_MEM:
		s->a = s->mem[insn->k];
		return true;
	case BPF_LDX | BPF_MEM:
		s->x = s->mem[insn->k];
		return true;
	case BPF_ST:
		s->mem[insn->k] = s->a;
		return true;
	case BPF_STX:
		s->mem[insn->k] = s->x;
		return true;
	}
	return false;
}

/**
 * seccomp_eval_alu() - Do what an ALU instruction does
 * @s: the machine it works on
 * @insn: the instruction
 *
 * Division by X == 0 ends the program, which the caller has to see to.
 *
 * Context: Any. Pure function, see seccomp_eval.h.
 * Return: true if done, false if not understood.
 */
bool seccomp_eval_alu(struct seccomp_eval_state *s,
		      const struct sock_filter *insn)
{
	const u32 operand = eval_operand(s, insn);

	switch (insn->code) {
	case BPF_ALU | BPF_ADD | BPF_K:
	case BPF_ALU | BPF_ADD | BPF_X:
		s->a += operand;
		return true;
	case BPF_ALU | BPF_SUB | BPF_K:
	case BPF_ALU | BPF_SUB | BPF_X:
		s->a -= operand;
		return true;
	case BPF_ALU | BPF_MUL | BPF_K:
	case BPF_ALU | BPF_MUL | BPF_X:
		s->a *= operand;
		return true;
	case BPF_ALU | BPF_DIV | BPF_K:
	case BPF_ALU | BPF_DIV | BPF_X:
		if (!operand)
			return false;
		s->a /= operand;
		return true;
	case BPF_ALU | BPF_AND | BPF_K:
	case BPF_ALU | BPF_AND | BPF_X:
		s->a &= operand;
		return true;
	case BPF_ALU | BPF_OR | BPF_K:
	case BPF_ALU | BPF_OR | BPF_X:
		s->a |= operand;
		return true;
	case BPF_ALU | BPF_XOR | BPF_K:
	case BPF_ALU | BPF_XOR | BPF_X:
		s->a ^= operand;
		return true;
	/* What a count above 31 does, which may be in X, is up to the JIT. */
	case BPF_ALU | BPF_LSH | BPF_K:
	case BPF_ALU | BPF_LSH | BPF_X:
		if (operand > 31)
			return false;
		s->a <<= operand;
		return true;
	case BPF_ALU | BPF_RSH | BPF_K:
	case BPF_ALU | BPF_RSH | BPF_X:
		if (operand > 31)
			return false;
		s->a >>= operand;
		return true;
	case BPF_ALU | BPF_NEG:
		s->a = -s->a;
		return true;
	}
	return false;
}

/**
 * seccomp_eval_conditional() - Is this a conditional jump that seccomp accepts?
 * @code: any opcode
 *
 * Context: Any. Pure function, see seccomp_eval.h.
 */
bool seccomp_eval_conditional(u16 code)
{
	switch (code) {
	case BPF_JMP | BPF_JEQ | BPF_K:
	case BPF_JMP | BPF_JEQ | BPF_X:
	case BPF_JMP | BPF_JGT | BPF_K:
	case BPF_JMP | BPF_JGT | BPF_X:
	case BPF_JMP | BPF_JGE | BPF_K:
	case BPF_JMP | BPF_JGE | BPF_X:
	case BPF_JMP | BPF_JSET | BPF_K:
	case BPF_JMP | BPF_JSET | BPF_X:
		return true;
	}
	return false;
}

/**
 * seccomp_eval_taken() - Is a conditional jump taken?
 * @code: one that seccomp_eval_conditional() knows
 * @a: what is in A
 * @operand: the constant, or what is in X
 *
 * Context: Any. Pure function, see seccomp_eval.h.
 */
bool seccomp_eval_taken(u16 code, u32 a, u32 operand)
{
	switch (BPF_OP(code)) {
	case BPF_JEQ:
		return a == operand;
	case BPF_JGT:
		return a > operand;
	case BPF_JGE:
		return a >= operand;
	default: /* BPF_JSET */
		return a & operand;
	}
}

/* Returns how many instructions to skip, or -1 if not understood. */
static s64 eval_jump(const struct seccomp_eval_state *s,
		     const struct sock_filter *insn)
{
	if (insn->code == (BPF_JMP | BPF_JA))
		return insn->k;
	if (!seccomp_eval_conditional(insn->code))
		return -1;
	return seccomp_eval_taken(insn->code, s->a, eval_operand(s, insn)) ?
	       insn->jt : insn->jf;
}

/**
 * seccomp_eval_from() - Find the rest of a filter's way to its return value
 * @s: the machine when it comes to @pc; used up
 * @pc: index of the next instruction
 * @insns: see seccomp_eval()
 * @len: see seccomp_eval()
 * @nr: see seccomp_eval()
 * @arch: see seccomp_eval()
 * @steps: how many instructions it may visit; what is left of these when it
 *	   returns
 * @ret: see seccomp_eval()
 *
 * Context: Any. Pure function, see seccomp_eval.h.
 * Return: see seccomp_eval(); false as well if there were not enough steps.
 */
bool seccomp_eval_from(struct seccomp_eval_state *s, unsigned int pc,
		       const struct sock_filter *insns, unsigned int len,
		       u32 nr, u32 arch, unsigned int *steps, u32 *ret)
{
	u64 at;

	for (at = pc; at < len && *steps; at++) {
		const struct sock_filter *insn = &insns[at];
		s64 skip;

		--*steps;
		switch (insn->code) {
		case BPF_RET | BPF_K:
			*ret = insn->k;
			return true;
		case BPF_RET | BPF_A:
			*ret = s->a;
			return true;
		case BPF_LD | BPF_W | BPF_ABS:
			if (insn->k == offsetof(struct seccomp_data, nr))
				s->a = nr;
			else if (insn->k == offsetof(struct seccomp_data, arch))
				s->a = arch;
			else
				return false;
			continue;
		case BPF_ALU | BPF_DIV | BPF_X:
			if (s->x)
				break;
			*ret = 0;
			return true;
		}

		switch (BPF_CLASS(insn->code)) {
		case BPF_ALU:
			if (!seccomp_eval_alu(s, insn))
				return false;
			break;
		case BPF_JMP:
			skip = eval_jump(s, insn);
			if (skip < 0)
				return false;
			at += skip;
			break;
		default:
			if (!eval_move(s, insn))
				return false;
			break;
		}
	}

	/* It ran off its end, as no checked program does, or has no steps left. */
	return false;
}

/**
 * seccomp_eval() - Find a filter's return value if it is constant
 * @insns: the cBPF program as userspace wrote it, before seccomp rewrites
 *	   its loads; not modified
 * @len: number of instructions in @insns
 * @nr: syscall number as the filter would read it
 * @arch: AUDIT_ARCH_* value as the filter would read it
 * @ret: where to store the return value, all 32 bits of it; written only if
 *	 the function returns true
 *
 * Runs the program as long as it reads nothing but @nr and @arch. Every step
 * moves forward, so there are at most @len of them.
 *
 * Context: Any. Pure function, see seccomp_eval.h.
 * Return: true if the program returns *@ret for every value of the arguments
 * and the instruction pointer; false if it reads one of these on its way, or
 * contains something there that is not understood.
 */
bool seccomp_eval(const struct sock_filter *insns, unsigned int len,
		  u32 nr, u32 arch, u32 *ret)
{
	struct seccomp_eval_state s = {};
	unsigned int steps = len;

	return seccomp_eval_from(&s, 0, insns, len, nr, arch, &steps, ret);
}

/**
 * seccomp_eval_allows() - Does a filter allow a syscall whatever its arguments?
 * @insns: see seccomp_eval()
 * @len: see seccomp_eval()
 * @nr: see seccomp_eval()
 * @arch: see seccomp_eval()
 *
 * Context: Any. Pure function, see seccomp_eval.h.
 * Return: true if the verdict is constant and its action SECCOMP_RET_ALLOW.
 */
bool seccomp_eval_allows(const struct sock_filter *insns, unsigned int len,
			 u32 nr, u32 arch)
{
	u32 ret;

	return seccomp_eval(insns, len, nr, arch, &ret) &&
	       seccomp_ret_allows(ret);
}
