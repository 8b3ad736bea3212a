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

#include <linux/types.h>

struct sock_filter;

bool seccomp_eval(const struct sock_filter *insns, unsigned int len,
		  u32 nr, u32 arch, u32 *ret);

bool seccomp_eval_allows(const struct sock_filter *insns, unsigned int len,
			 u32 nr, u32 arch);

#endif /* _KERNEL_SECCOMP_EVAL_H */
