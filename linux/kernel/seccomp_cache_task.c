// SPDX-License-Identifier: GPL-2.0-only
/*
 * A task's own copy of the syscalls that its seccomp filters always allow
 *
 * See include/linux/seccomp_cache.h for the rules that the writers here keep.
 */
#include <linux/bitops.h>
#include <linux/compiler.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/seccomp_cache.h>
#include <linux/spinlock.h>

#include "seccomp_cache.h"

/**
 * seccomp_cache_task_update() - Give a task the verdicts of its new filter
 * @task: the task, in the caller's thread group
 * @cache: composed verdicts of the filter that @task is about to be given
 *
 * Numbers that one side has no bit for are left out of the copy.
 *
 * Context: siglock of @task's thread group held. Constant time.
 */
void seccomp_cache_task_update(struct task_struct *task,
			       const struct seccomp_cache *cache)
{
	const unsigned int nr = min(SECCOMP_ARCH_NATIVE_NR,
				    SECCOMP_CACHE_TASK_NR);
	unsigned int i;

	lockdep_assert_held(&task->sighand->siglock);

	for (i = 0; i < BITS_TO_LONGS(nr); i++)
		WRITE_ONCE(task->seccomp.cache[i], cache->native[i]);
}

/**
 * seccomp_cache_task_clear() - Make current ask its filters for every syscall
 *
 * For a task that is about to be killed. Its mode has to be
 * SECCOMP_MODE_DEAD already: a TSYNC that takes siglock later then leaves the
 * task alone, and what an earlier one wrote is cleared here.
 *
 * Context: Process context, siglock not held.
 */
void seccomp_cache_task_clear(void)
{
	unsigned int i;

	spin_lock_irq(&current->sighand->siglock);
	for (i = 0; i < BITS_TO_LONGS(SECCOMP_CACHE_TASK_NR); i++)
		WRITE_ONCE(current->seccomp.cache[i], 0);
	spin_unlock_irq(&current->sighand->siglock);
}
