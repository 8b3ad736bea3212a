/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Evaluate a seccomp filter for one (arch, syscall number)
 *
 * A seccomp filter is a cBPF program whose only input is struct seccomp_data.
 * It has no state and jumps only forward, so it is a pure function of that
 * input. As long as the path it takes reads nothing but @nr and @arch, its
 * return value is the same for every value of the other fields: a constant
 * verdict, which may be reused without running the program.
 *
 * The functions here are pure: they take everything they look at as arguments,
 * allocate nothing, take no locks, do not sleep and may be called from any
 * context. They do not trust the program to have been checked: whatever they
 * do not understand, and any jump or scratch memory index out of range, makes
 * the verdict not constant.
 */
#ifndef _KERNEL_SECCOMP_EVAL_H
#define _KERNEL_SECCOMP_EVAL_H

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/types.h>

/* Index of each in arrays of what the machine holds, after scratch memory. */
enum seccomp_eval_reg {
	SECCOMP_EVAL_A = BPF_MEMWORDS,	/* accumulator */
	SECCOMP_EVAL_X,			/* index register */
	SECCOMP_EVAL_REGS,
};

/**
 * struct seccomp_eval_state - the machine that cBPF programs
 * @reg: scratch memory, A and X
 *
 * All zero when a program starts.
 */
struct seccomp_eval_state {
	u32 reg[SECCOMP_EVAL_REGS];
};

/**
 * struct seccomp_eval_move - what a load, a store or a register move does
 * @to: enum seccomp_eval_reg or word of scratch memory that is written
 * @from: the one that is read, SECCOMP_EVAL_REGS if none is
 * @value: what is written if none is read
 */
struct seccomp_eval_move {
	unsigned int to;
	unsigned int from;
	u32 value;
};

bool seccomp_eval_move(struct seccomp_eval_move *move,
		       const struct sock_filter *insn);
bool seccomp_eval_alu(struct seccomp_eval_state *s,
		      const struct sock_filter *insn);
bool seccomp_eval_conditional(u16 code);
bool seccomp_eval_taken(u16 code, u32 a, u32 operand);
bool seccomp_eval_from(struct seccomp_eval_state *s, unsigned int pc,
		       const struct sock_filter *insns, unsigned int len,
		       u32 nr, u32 arch, unsigned int *steps, u32 *ret);

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
 * moves forward, so there are at most @len of them. This is what all that is
 * found on faster ways is measured by; only tests need it.
 *
 * Context: Any. Pure function, see above.
 * Return: true if the program returns *@ret for every value of the arguments
 * and the instruction pointer; false if it reads one of these on its way, or
 * contains something there that is not understood.
 */
static inline bool seccomp_eval(const struct sock_filter *insns,
				unsigned int len, u32 nr, u32 arch, u32 *ret)
{
	struct seccomp_eval_state s = {};
	unsigned int steps = len;

	return seccomp_eval_from(&s, 0, insns, len, nr, arch, &steps, ret);
}

/**
 * seccomp_ret_allows() - Does a filter that returns this allow the syscall?
 * @ret: return value of a filter
 *
 * SECCOMP_RET_ALLOW is the weakest action and leaves its data unused: a chain
 * of filters answers as if a filter that returns it were not there.
 *
 * Return: true if it does, as far as this filter is concerned.
 */
static inline bool seccomp_ret_allows(u32 ret)
{
	return (ret & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_ALLOW;
}

#endif /* _KERNEL_SECCOMP_EVAL_H */
