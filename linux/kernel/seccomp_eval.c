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

#define A	SECCOMP_EVAL_A
#define X	SECCOMP_EVAL_X

/**
 * seccomp_eval_move() - What does a load, a store or a register move do?
 * @move: where to store that; undefined if the function returns false
 * @insn: an instruction, but for loads from struct seccomp_data
 *
 * Context: Any. Pure function, see seccomp_eval.h.
 * Return: true if done, false if not understood.
 */
bool seccomp_eval_move(struct seccomp_eval_move *move,
		       const struct sock_filter *insn)
{
	const u32 k = insn->k;

	*move = (struct seccomp_eval_move){ .from = SECCOMP_EVAL_REGS };
	switch (insn->code) {
	case BPF_LD | BPF_IMM:
		move->to = A;
		move->value = k;
		return true;
	case BPF_LDX | BPF_IMM:
		move->to = X;
		move->value = k;
		return true;
	case BPF_LD | BPF_W | BPF_LEN:
		move->to = A;
		move->value = sizeof(struct seccomp_data);
		return true;
	case BPF_LDX | BPF_W | BPF_LEN:
		move->to = X;
		move->value = sizeof(struct seccomp_data);
		return true;
	case BPF_MISC | BPF_TAX:
		move->to = X;
		move->from = A;
		return true;
	case BPF_MISC | BPF_TXA:
		move->to = A;
		move->from = X;
		return true;
	}

	/* Everything else goes to or comes from scratch memory. */
	if (k >= BPF_MEMWORDS)
		return false;

	switch (insn->code) {
	case BPF_LD | BPF_MEM:
		move->to = A;
		move->from = k;
		return true;
	case BPF_LDX | BPF_MEM:
		move->to = X;
		move->from = k;
		return true;
	case BPF_ST:
		move->to = k;
		move->from = A;
		return true;
	case BPF_STX:
		move->to = k;
		move->from = X;
		return true;
	}
	return false;
}

static bool eval_do_move(struct seccomp_eval_state *s,
			 const struct sock_filter *insn)
{
	struct seccomp_eval_move move;

	if (!seccomp_eval_move(&move, insn))
		return false;
	s->reg[move.to] = move.from == SECCOMP_EVAL_REGS ? move.value :
							   s->reg[move.from];
	return true;
}

/* Which operand does an ALU or JMP instruction name? */
static u32 eval_operand(const struct seccomp_eval_state *s,
			const struct sock_filter *insn)
{
	return BPF_SRC(insn->code) == BPF_X ? s->reg[X] : insn->k;
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
	u32 *a = &s->reg[A];

	switch (insn->code) {
	case BPF_ALU | BPF_ADD | BPF_K:
	case BPF_ALU | BPF_ADD | BPF_X:
		*a += operand;
		return true;
	case BPF_ALU | BPF_SUB | BPF_K:
	case BPF_ALU | BPF_SUB | BPF_X:
		*a -= operand;
		return true;
	case BPF_ALU | BPF_MUL | BPF_K:
	case BPF_ALU | BPF_MUL | BPF_X:
		*a *= operand;
		return true;
	case BPF_ALU | BPF_DIV | BPF_K:
	case BPF_ALU | BPF_DIV | BPF_X:
		if (!operand)
			return false;
		*a /= operand;
		return true;
	case BPF_ALU | BPF_AND | BPF_K:
	case BPF_ALU | BPF_AND | BPF_X:
		*a &= operand;
		return true;
	case BPF_ALU | BPF_OR | BPF_K:
	case BPF_ALU | BPF_OR | BPF_X:
		*a |= operand;
		return true;
	case BPF_ALU | BPF_XOR | BPF_K:
	case BPF_ALU | BPF_XOR | BPF_X:
		*a ^= operand;
		return true;
	/* What a count above 31 does, which may be in X, is up to the JIT. */
	case BPF_ALU | BPF_LSH | BPF_K:
	case BPF_ALU | BPF_LSH | BPF_X:
		if (operand > 31)
			return false;
		*a <<= operand;
		return true;
	case BPF_ALU | BPF_RSH | BPF_K:
	case BPF_ALU | BPF_RSH | BPF_X:
		if (operand > 31)
			return false;
		*a >>= operand;
		return true;
	case BPF_ALU | BPF_NEG:
		*a = -*a;
		return true;
	}
	return false;
}

/**
 * seccomp_eval_conditional() - Is this a conditional jump that seccomp accepts?
 * @code: any opcode
 *
 * Context: Any. Pure function, see seccomp_eval.h.
 * Return: true if it is.
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
 * Return: true if it is.
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
	return seccomp_eval_taken(insn->code, s->reg[A], eval_operand(s, insn)) ?
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
			*ret = s->reg[A];
			return true;
		case BPF_LD | BPF_W | BPF_ABS:
			if (insn->k == offsetof(struct seccomp_data, nr))
				s->reg[A] = nr;
			else if (insn->k == offsetof(struct seccomp_data, arch))
				s->reg[A] = arch;
			else
				return false;
			continue;
		case BPF_ALU | BPF_DIV | BPF_X:
			if (s->reg[X])
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
			if (!eval_do_move(s, insn))
				return false;
			break;
		}
	}

	/* It ran off its end, as no checked program does, or has no steps left. */
	return false;
}
