/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A task's own copy of the syscalls that its seccomp filters always allow
 *
 * The copy covers the native arch and is tested on syscall entry. It may never
 * allow more than the task's filters do:
 *
 * - It is empty as long as the task has no filters, in strict mode, and once
 *   the task has been killed by a filter (SECCOMP_MODE_DEAD). A task that exits
 *   gives up its filters but keeps the copy, as it makes no more calls.
 * - Writers hold the task's siglock: the task itself when it attaches a
 *   filter or is killed, and a thread that synchronizes its filters with TSYNC.
 *   Fork writes the copy of a child that cannot run yet.
 * - The first filter fills an empty copy, each further one only clears bits,
 *   one word at a time. A task that enters a syscall while another thread's
 *   TSYNC writes its copy sees a bit as it was before or as it is after; each
 *   of the two answers is right for a call that races with TSYNC. A call that
 *   is ordered after TSYNC returned is ordered after these writes as well.
 * - TSYNC writes a copy before it releases the filter, and the filter is read
 *   with acquire semantics: a task that its new filters have answered does not
 *   meet their old verdicts in a later call.
 *
 * Documentation/litmus-tests/seccomp has what of this depends on the order in
 * which processors do it.
 */
#ifndef _LINUX_SECCOMP_CACHE_H
#define _LINUX_SECCOMP_CACHE_H

#include <linux/build_bug.h>
#include <linux/compiler.h>

struct pt_regs;

#ifdef CONFIG_SECCOMP_CACHE

#include <linux/bitops.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <asm/syscall.h>
#include <uapi/linux/audit.h>

/**
 * seccomp_cache_task_allows() - Do current's filters allow this syscall anyway?
 * @nr: syscall number; any value, but those that the copy does not cover
 *	(negative, x32, SECCOMP_CACHE_TASK_NR and above) are never allowed here
 *
 * Nor are calls of another arch than the native one: there the same numbers
 * mean other calls.
 *
 * Context: current's own, with its registers and arch set up as for a syscall.
 * Return: true if the call passes without any filter being run.
 */
static __always_inline bool seccomp_cache_task_allows(unsigned long nr)
{
	unsigned long bit = nr;

	/*
	 * Keeps a mispredicted range check from reading past the copy. For a
	 * power of two this does what array_index_nospec() does and is cheaper,
	 * provided that the compiler cannot see it is redundant.
	 */
	BUILD_BUG_ON_NOT_POWER_OF_2(SECCOMP_CACHE_TASK_NR);
	OPTIMIZER_HIDE_VAR(bit);
	bit &= SECCOMP_CACHE_TASK_NR - 1;

	if (unlikely(nr >= SECCOMP_CACHE_TASK_NR))
		return false;
	if (unlikely(!test_bit(bit, current->seccomp.cache)))
		return false;
	return likely(syscall_get_arch(current) == SECCOMP_ARCH_NATIVE);
}

bool seccomp_cache_miss(struct pt_regs *regs);

/**
 * seccomp_cache_enter() - Ask current's filters about a syscall on its entry
 * @regs: current's user registers
 * @nr: syscall number, as it is in @regs; a tracer may change it
 *
 * For entry code, if seccomp is the only work on entry.
 *
 * Context: see seccomp_cache_task_allows()
 * Return: true if the syscall @nr is to be done; false if none is, and what
 * userspace gets to see instead is in @regs.
 */
static __always_inline bool seccomp_cache_enter(struct pt_regs *regs, long *nr)
{
	if (likely(seccomp_cache_task_allows(*nr)))
		return true;
	if (!seccomp_cache_miss(regs))
		return false;
	*nr = syscall_get_nr(current, regs);
	return true;
}

#else /* !CONFIG_SECCOMP_CACHE */

static __always_inline bool seccomp_cache_task_allows(unsigned long nr)
{
	return false;
}

static __always_inline bool seccomp_cache_enter(struct pt_regs *regs, long *nr)
{
	BUILD_BUG();
	return false;
}

#endif /* CONFIG_SECCOMP_CACHE */

#endif /* _LINUX_SECCOMP_CACHE_H */
