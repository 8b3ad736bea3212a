// SPDX-License-Identifier: GPL-2.0-only
/* What /proc/PID/seccomp_cache tells of a task. */
#include <linux/bitops.h>
#include <linux/minmax.h>
#include <linux/seq_file.h>

#include "seccomp_cache.h"

static void show_arch(struct seq_file *m, const char *name, int nr_end,
		      const unsigned long *allowed, int nr_allowed)
{
	int nr;

	for (nr = 0; nr < nr_end; nr++) {
		bool allow = nr < nr_allowed && test_bit(nr, allowed);

		seq_printf(m, "%s %d %s\n", name, nr,
			   allow ? "ALLOW" : "FILTER");
	}
}

/**
 * seccomp_cache_show() - Print one line per syscall number and arch
 * @m: where to
 * @task_copy: snapshot of the task's own copy, which answers native calls
 * @cache: composed verdicts of its newest filter, which answer compat calls
 *
 * Each line has the arch's name, the number, and ALLOW if the call passes
 * without any filter being run or FILTER if the filters are run.
 *
 * Context: Process context, the filter that @cache belongs to cannot go away.
 */
void seccomp_cache_show(struct seq_file *m, const unsigned long *task_copy,
			const struct seccomp_cache *cache)
{
	show_arch(m, SECCOMP_ARCH_NATIVE_NAME, SECCOMP_ARCH_NATIVE_NR,
		  task_copy, SECCOMP_CACHE_TASK_NR);
#ifdef SECCOMP_ARCH_COMPAT
	show_arch(m, SECCOMP_ARCH_COMPAT_NAME, SECCOMP_ARCH_COMPAT_NR,
		  cache->compat, SECCOMP_ARCH_COMPAT_NR);
#endif
}
