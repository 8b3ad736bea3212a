// SPDX-License-Identifier: GPL-2.0-only
/* What /proc/PID/seccomp_cache tells of a task. */
#include <linux/bitops.h>
#include <linux/filter.h>
#include <linux/minmax.h>
#include <linux/seq_file.h>

#include "seccomp_cache.h"

static const struct seccomp_cache *cache_of(const struct seccomp_link *link)
{
	return container_of(link, struct seccomp_cache, link);
}

/* How many instructions a filter has left for a syscall, at most. */
static unsigned int insns_left(const struct seccomp_link *link,
			       unsigned int index)
{
	const struct seccomp_cache *cache = cache_of(link);
	unsigned int i;

	for (i = 0; i < cache->nr_tails; i++)
		if (cache->tails[i].index == index)
			return cache->tails[i].len;
	return cache->insns;
}

/* What is run of the filters, and what there is. */
static void show_run(struct seq_file *m, const struct seccomp_link *newest,
		     const struct seccomp_answer *answer, unsigned int index)
{
	unsigned int filters = 0, insns = 0, all_insns = 0;
	const struct seccomp_link *link;

	for (link = newest; link; link = link->prev)
		all_insns += cache_of(link)->insns;

	for (link = answer->run; link; link = seccomp_chain_next(link, index)) {
		filters++;
		insns += insns_left(link, index);
	}
	seq_printf(m, " filters %u/%u insns %u/%u", filters, newest->depth + 1,
		   insns, all_insns);
}

/* What is known of a syscall that is not simply allowed. */
static void show_answer(struct seq_file *m, const struct seccomp_link *link,
			unsigned int index)
{
	const struct seccomp_answer *answer =
			seccomp_chain_answer(link->answers, index);

	switch (answer->to_run) {
	case SECCOMP_RUN_NONE:
		seq_printf(m, " constant 0x%08x", answer->ret);
		break;
	case SECCOMP_RUN_ONE:
	case SECCOMP_RUN_SOME:
		show_run(m, link, answer, index);
		break;
	}
}

/* What a task's @copy has room for is answered from that, if there is one. */
static void show_arch(struct seq_file *m, const char *name, int nr_end,
		      const unsigned long *copy, const unsigned long *filter,
		      const struct seccomp_link *link, unsigned int first)
{
	int nr;

	for (nr = 0; nr < nr_end; nr++) {
		const bool allow = test_bit(nr, copy &&
					    nr < SECCOMP_CACHE_TASK_NR ?
					    copy : filter);

		seq_printf(m, "%s %d %s", name, nr, allow ? "ALLOW" : "FILTER");
		if (!allow && link->answers)
			show_answer(m, link, first + nr);
		seq_putc(m, '\n');
		cond_resched();
	}
}

/**
 * seccomp_cache_show() - Print one line per syscall number and arch
 * @m: where to
 * @task_copy: snapshot of the task's own copy, which answers native calls
 * @cache: what is known of its newest filter, which answers compat calls and
 *	   the native ones that the copy has no room for
 *
 * Each line has the arch's name, the number, and ALLOW if the call passes
 * without any filter being run or FILTER if not. If it is known what the filters
 * do, then FILTER is followed by "constant" and what they return together, or by
 * "filters" and how many of them are run, and "insns" and how many instructions
 * these have left for this number: of how many that were attached each.
 *
 * Context: Process context, the filter that @cache belongs to cannot go away.
 */
void seccomp_cache_show(struct seq_file *m, const unsigned long *task_copy,
			const struct seccomp_cache *cache)
{
	show_arch(m, SECCOMP_ARCH_NATIVE_NAME, SECCOMP_ARCH_NATIVE_NR,
		  task_copy, cache->native, &cache->link, 0);
#ifdef SECCOMP_ARCH_COMPAT
	show_arch(m, SECCOMP_ARCH_COMPAT_NAME, SECCOMP_ARCH_COMPAT_NR,
		  NULL, cache->compat, &cache->link, SECCOMP_ARCH_NATIVE_NR);
#endif
}
