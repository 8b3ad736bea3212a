// SPDX-License-Identifier: GPL-2.0-only
/*
 * The verdicts that seccomp knows without running a filter
 *
 * Each filter carries the syscalls that it and all older filters of its chain
 * allow whatever the arguments are. They are found when the filter is
 * prepared, before any lock is taken, and composed with those of the chain
 * when it is attached.
 */
#define pr_fmt(fmt) "seccomp: " fmt

#include <linux/bitmap.h>
#include <linux/bits.h>
#include <linux/cache.h>
#include <linux/filter.h>
#include <linux/init.h>
#include <linux/minmax.h>
#include <linux/nospec.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "seccomp_cache.h"
#include "seccomp_flow.h"
#include "seccomp_uprobe.h"

static bool seccomp_cache_enabled __ro_after_init = true;

static int __init seccomp_cache_setup(char *str)
{
	if (!strcmp(str, "on"))
		seccomp_cache_enabled = true;
	else if (!strcmp(str, "off"))
		seccomp_cache_enabled = false;
	else
		pr_warn("seccomp_cache=%s not understood, want on or off\n",
			str);
	return 1;
}
__setup("seccomp_cache=", seccomp_cache_setup);

/* Steps of evaluation between two looks at whether to stop or to yield. */
#define SECCOMP_CACHE_STEPS	64

/*
 * The numbers from @first on, up to SECCOMP_FLOW_NR of them. Whatever is not
 * decided yet when the task is killed is not cached.
 */
static void find_allowed(struct seccomp_flow *flow, unsigned long *allowed,
			 unsigned int first, unsigned int count, u32 arch,
			 const struct sock_fprog_kern *fprog)
{
	unsigned int i;

	seccomp_flow_start(flow, fprog->filter, fprog->len, arch, first, count);
	while (!seccomp_flow_run(flow, SECCOMP_CACHE_STEPS)) {
		if (fatal_signal_pending(current))
			break;
		cond_resched();
	}

	allowed += BIT_WORD(first);
	for (i = 0; i < flow->nr_verdicts; i++)
		if (seccomp_ret_allows(flow->verdicts[i].ret))
			bitmap_or(allowed, allowed, flow->verdicts[i].set,
				  count);
}

static void prepare_arch(struct seccomp_flow *flow, unsigned long *allowed,
			 unsigned int nr_end, u32 arch,
			 const struct sock_fprog_kern *fprog)
{
	unsigned int nr;

	for (nr = 0; nr < nr_end; nr += SECCOMP_FLOW_NR)
		find_allowed(flow, allowed, nr,
			     min_t(unsigned int, nr_end - nr, SECCOMP_FLOW_NR),
			     arch, fprog);

	for (nr = 0; nr < nr_end; nr++)
		if (seccomp_uprobe_exception(nr, arch))
			__set_bit(nr, allowed);
}

/**
 * seccomp_cache_prepare() - Find the constant verdicts of a new filter
 * @cache: where they go; all zero
 * @fprog: the filter's instructions as userspace passed them, after the
 *	   checks of bpf_prog_create_from_user() and seccomp
 *
 * Leaves @cache empty if the cache was turned off at boot, or if there is no
 * memory to evaluate with. Takes at most @fprog->len steps for each syscall
 * number of each arch, but usually one for many of them.
 *
 * Context: Process context, no locks held. May sleep, and stops early if the
 * task is about to be killed.
 */
void seccomp_cache_prepare(struct seccomp_cache *cache,
			   const struct sock_fprog_kern *fprog)
{
	struct seccomp_flow *flow;

	might_sleep();

	if (!seccomp_cache_enabled || !fprog)
		return;

	flow = kvmalloc(sizeof(*flow), GFP_KERNEL | __GFP_NOWARN);
	if (!flow)
		return;

	prepare_arch(flow, cache->native, SECCOMP_ARCH_NATIVE_NR,
		     SECCOMP_ARCH_NATIVE, fprog);
#ifdef SECCOMP_ARCH_COMPAT
	prepare_arch(flow, cache->compat, SECCOMP_ARCH_COMPAT_NR,
		     SECCOMP_ARCH_COMPAT, fprog);
#endif
	kvfree(flow);
}

/**
 * seccomp_cache_compose() - Narrow a filter's verdicts to those of its chain
 * @cache: the verdicts of a filter that is about to be attached
 * @prev: the composed verdicts of the filter that it is stacked on
 *
 * A chain allows what each of its filters allows. @prev has to be the filter
 * that really becomes the parent, which is known only under siglock, as
 * another thread's TSYNC may change it until then. So this does constant work,
 * which does not depend on the filters.
 *
 * Context: current->sighand->siglock held.
 */
void seccomp_cache_compose(struct seccomp_cache *cache,
			   const struct seccomp_cache *prev)
{
	bitmap_and(cache->native, cache->native, prev->native,
		   SECCOMP_ARCH_NATIVE_NR);
#ifdef SECCOMP_ARCH_COMPAT
	bitmap_and(cache->compat, cache->compat, prev->compat,
		   SECCOMP_ARCH_COMPAT_NR);
#endif
}

static bool test_allowed(const unsigned long *allowed, u32 nr, u32 nr_end)
{
	if (nr >= nr_end)
		return false;
	return test_bit(array_index_nospec(nr, nr_end), allowed);
}

/**
 * seccomp_cache_allows() - Does a whole chain of filters allow this syscall?
 * @cache: composed verdicts of the chain's newest filter
 * @nr: syscall number; any value, negative and x32 ones have no verdict
 * @arch: AUDIT_ARCH_* value the call is made with
 *
 * Context: Any, as long as the filter that @cache belongs to cannot go away.
 * Return: true if the chain need not be run, false if it has to be.
 */
bool seccomp_cache_allows(const struct seccomp_cache *cache, int nr, u32 arch)
{
	switch (arch) {
	case SECCOMP_ARCH_NATIVE:
		return test_allowed(cache->native, nr, SECCOMP_ARCH_NATIVE_NR);
#ifdef SECCOMP_ARCH_COMPAT
	case SECCOMP_ARCH_COMPAT:
		return test_allowed(cache->compat, nr, SECCOMP_ARCH_COMPAT_NR);
#endif
	}
	return false;
}
