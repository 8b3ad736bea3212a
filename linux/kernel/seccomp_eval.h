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

/**
 * struct seccomp_eval_state - the machine that cBPF programs for
 * @a: accumulator
 * @x: index register
 * @mem: scratch memory
 *
 * All zero when a program starts.
 */
struct seccomp_eval_state {
	u32 a;
	u32 x;
	u32 mem[BPF_MEMWORDS];
};

bool seccomp_eval_alu(struct seccomp_eval_state *s,
		      const struct sock_filter *insn);
bool seccomp_eval_conditional(u16 code);
bool seccomp_eval_taken(u16 code, u32 a, u32 operand);
bool seccomp_eval_from(struct seccomp_eval_state *s, unsigned int pc,
		       const struct sock_filter *insns, unsigned int len,
		       u32 nr, u32 arch, unsigned int *steps, u32 *ret);
bool seccomp_eval(const struct sock_filter *insns, unsigned int len,
		  u32 nr, u32 arch, u32 *ret);

/**
 * seccomp_ret_allows() - Does a filter that returns this allow the syscall?
 * @ret: return value of a filter
 *
 * SECCOMP_RET_ALLOW is the weakest action and leaves its data unused: a chain
 * of filters answers as if a filter that returns it were not there.
 */
static inline bool seccomp_ret_allows(u32 ret)
{
	return (ret & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_ALLOW;
}

bool seccomp_eval_allows(const struct sock_filter *insns, unsigned int len,
			 u32 nr, u32 arch);

#endif /* _KERNEL_SECCOMP_EVAL_H */
