// SPDX-License-Identifier: GPL-2.0-only
/*
 * What seccomp knows of a filter without running it
 *
 * When a filter is created, before any lock is taken, its constant verdicts are
 * found, it is shortened for the other syscalls, and both are put on top of what
 * is known of the chain it is to be stacked on. The latter is done again, without
 * the lock, if it turns out to be another chain when siglock is taken.
 */
#define pr_fmt(fmt) "seccomp: " fmt

#include <linux/array_size.h>
#include <linux/bitmap.h>
#include <linux/cache.h>
#include <linux/err.h>
#include <linux/filter.h>
#include <linux/init.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include "seccomp_cache.h"
#include "seccomp_flow.h"
#include "seccomp_reduce.h"
#include "seccomp_uprobe.h"

static enum {
	SECCOMP_CACHE_OFF,	/* run all filters for each syscall */
	SECCOMP_CACHE_BITMAP,	/* but for those that are always allowed */
	SECCOMP_CACHE_ON,	/* run only what an answer depends on */
} seccomp_cache_level __ro_after_init = SECCOMP_CACHE_ON;

static int __init seccomp_cache_setup(char *str)
{
	if (!strcmp(str, "on"))
		seccomp_cache_level = SECCOMP_CACHE_ON;
	else if (!strcmp(str, "bitmap"))
		seccomp_cache_level = SECCOMP_CACHE_BITMAP;
	else if (!strcmp(str, "off"))
		seccomp_cache_level = SECCOMP_CACHE_OFF;
	else
		pr_warn("seccomp_cache=%s not understood, want on, bitmap or off\n",
			str);
	return 1;
}
__setup("seccomp_cache=", seccomp_cache_setup);

/*
 * All memory is accounted: anybody may attach thousands of filters, and what is
 * needed only meanwhile can be held for as long as userspace lets the kernel wait
 * for the filter. But it can be done without, so nobody is to be killed to make
 * room for it.
 */
#define SECCOMP_CACHE_GFP	(GFP_KERNEL_ACCOUNT | __GFP_NOWARN | \
				 __GFP_RETRY_MAYFAIL)

/*
 * For what is large. Contiguous memory is taken if there is some. kvmalloc() with
 * these flags would reclaim and compact memory for it, which is not worth it.
 */
static void *alloc_large(size_t size)
{
	void *p = kmalloc(size, SECCOMP_CACHE_GFP & ~__GFP_DIRECT_RECLAIM);

	return p ?: __vmalloc(size, SECCOMP_CACHE_GFP);
}

/* Steps of evaluation between two looks at whether to stop or to yield. */
#define SECCOMP_CACHE_STEPS	64

/* An arch, and where its syscalls are in what is known of a filter. */
struct cache_arch {
	u32 arch;
	unsigned int index;
	unsigned int nr_end;
};

static const struct cache_arch cache_archs[] = {
	{ SECCOMP_ARCH_NATIVE, 0, SECCOMP_ARCH_NATIVE_NR },
#ifdef SECCOMP_ARCH_COMPAT
	{ SECCOMP_ARCH_COMPAT, SECCOMP_ARCH_NATIVE_NR, SECCOMP_ARCH_COMPAT_NR },
#endif
};

/*
 * Decide the numbers from @first on, up to SECCOMP_FLOW_NR of them. Those that
 * are not decided yet when the task is killed have no verdict.
 */
static void decide(struct seccomp_verdicts *verdicts, struct seccomp_flow *flow,
		   const struct cache_arch *a, unsigned int first,
		   const struct sock_fprog_kern *fprog)
{
	seccomp_flow_start(flow, fprog->filter, fprog->len, a->arch, first,
			   min(a->nr_end - first, SECCOMP_FLOW_NR));
	while (!seccomp_flow_run(flow, SECCOMP_CACHE_STEPS)) {
		if (fatal_signal_pending(current))
			break;
		cond_resched();
	}

	seccomp_chain_take(verdicts, a->index + first, flow);
}

static void decide_all(struct seccomp_verdicts *verdicts,
		       struct seccomp_flow *flow,
		       const struct sock_fprog_kern *fprog)
{
	const u8 allow = seccomp_chain_name(verdicts, SECCOMP_RET_ALLOW);
	const struct cache_arch *a;
	unsigned int nr;

	for (a = cache_archs; a < cache_archs + ARRAY_SIZE(cache_archs); a++) {
		for (nr = 0; nr < a->nr_end; nr += SECCOMP_FLOW_NR)
			decide(verdicts, flow, a, nr, fprog);

		for (nr = 0; nr < a->nr_end; nr++)
			if (seccomp_uprobe_exception(nr, a->arch))
				verdicts->of[a->index + nr] = allow;
	}
}

/* What the filter always allows, which is its verdict number 1. */
static void fill_bitmaps(struct seccomp_cache *cache,
			 const struct seccomp_verdicts *verdicts)
{
	unsigned int nr;

	for (nr = 0; nr < SECCOMP_ARCH_NATIVE_NR; nr++)
		if (verdicts->of[nr] == 1)
			__set_bit(nr, cache->native);
#ifdef SECCOMP_ARCH_COMPAT
	for (nr = 0; nr < SECCOMP_ARCH_COMPAT_NR; nr++)
		if (verdicts->of[SECCOMP_ARCH_NATIVE_NR + nr] == 1)
			__set_bit(nr, cache->compat);
#endif
}

/*
 * Find the constant verdicts. They are kept only if more than what is always
 * allowed is to be made of them, and if there is the memory for it.
 */
static void evaluate(struct seccomp_cache *cache,
		     const struct sock_fprog_kern *fprog)
{
	struct seccomp_flow *flow;

	flow = alloc_large(sizeof(*flow));
	cache->verdicts = kcalloc(1, sizeof(*cache->verdicts),
				  SECCOMP_CACHE_GFP);
	if (flow && cache->verdicts) {
		decide_all(cache->verdicts, flow, fprog);
		fill_bitmaps(cache, cache->verdicts);
	}
	if (!flow || seccomp_cache_level != SECCOMP_CACHE_ON) {
		kfree(cache->verdicts);
		cache->verdicts = NULL;
	}
	kvfree(flow);
}

#ifdef CONFIG_SECCOMP_CACHE_DEBUG
static void note_insns(struct seccomp_cache *cache,
		       const struct sock_fprog *fprog)
{
	cache->insns = fprog->len;
}

/* What /proc tells of the program. Without the memory it tells less. */
static void note_tails(struct seccomp_cache *cache,
		       const struct seccomp_reduce *reduce)
{
	unsigned int i, a = 0;

	cache->tails = kcalloc(reduce->nr_members, sizeof(*cache->tails),
			       SECCOMP_CACHE_GFP);
	if (!cache->tails)
		return;
	cache->nr_tails = reduce->nr_members;
	for (i = 0; i < cache->nr_tails; i++) {
		if (i == reduce->end[a])
			a++;
		cache->tails[i].index = seccomp_chain_index(reduce->member[i].nr,
							    reduce->arch[a]);
		cache->tails[i].len = reduce->member[i].len;
	}
}
#else
static void note_insns(struct seccomp_cache *cache,
		       const struct sock_fprog *fprog)
{
}

static void note_tails(struct seccomp_cache *cache,
		       const struct seccomp_reduce *reduce)
{
}
#endif

/* Shorten the program for all syscalls that have no constant verdict. */
static void shorten(struct seccomp_reduce *reduce,
		    const struct seccomp_verdicts *verdicts,
		    const struct sock_fprog_kern *fprog)
{
	const struct cache_arch *a;
	unsigned int nr;

	seccomp_reduce_start(reduce, fprog->filter, fprog->len);
	for (a = cache_archs; a < cache_archs + ARRAY_SIZE(cache_archs); a++) {
		for (nr = 0; nr < a->nr_end; nr++) {
			if (verdicts->of[a->index + nr])
				continue;
			if (fatal_signal_pending(current))
				return;
			cond_resched();
			seccomp_reduce_add(reduce, nr, a->arch);
		}
	}
}

/*
 * How long would the program of @orig be, which is @checked after its checks?
 * Blinding of constants (bpf_jit_harden) makes it longer, how much only shows
 * when it is created.
 */
static int attached_len(const struct sock_fprog_kern *orig,
			const struct sock_fprog_kern *checked,
			bpf_aux_classic_check_t check, bool blinded)
{
	struct bpf_prog *prog;
	int len;

	if (!blinded)
		return bpf_prog_len_from_kernel(checked);

	len = bpf_prog_create_from_kernel(&prog, orig, check, NULL);
	if (len)
		return len;
	len = prog->len;
	bpf_prog_destroy(prog);
	return len;
}

/*
 * Create a shortened program, which returns the same as @orig for any input. If
 * that does not shorten it, or there is no memory for it or no compiled code,
 * returns false: then @orig itself has to do.
 */
static bool create_shortened(struct seccomp_cache *cache,
			     struct bpf_prog **prog,
			     const struct sock_fprog_kern *orig,
			     const struct sock_fprog_kern *checked,
			     bpf_aux_classic_check_t check, bool save_orig)
{
	struct sock_fprog_kern fprog;
	struct seccomp_reduce *reduce;
	int len = -ENOMEM;

	if (!memchr(cache->verdicts->of, 0, sizeof(cache->verdicts->of)))
		return false;
	reduce = alloc_large(struct_size(reduce, step, orig->len));
	if (!reduce)
		return false;

	shorten(reduce, cache->verdicts, orig);
	fprog.filter = reduce->code;
	fprog.len = seccomp_reduce_finish(reduce);
	if (!fprog.len ||
	    bpf_prog_create_from_kernel(prog, &fprog, check,
					save_orig ? orig : NULL))
		goto out;
	if (!(*prog)->jit_requested || (*prog)->jited)
		len = attached_len(orig, checked, check, (*prog)->blinded);
	if (len < 0) {
		bpf_prog_destroy(*prog);
		goto out;
	}
	cache->len = len;
	note_tails(cache, reduce);
out:
	kvfree(reduce);
	return len > 0;
}

/*
 * An older filter with the same program as @link has, or NULL. Without answers
 * nothing is known of a filter, not even its program.
 */
static const struct seccomp_link *find_twin(const struct seccomp_link *link)
{
	const struct bpf_prog *prog = link->prog;
	const struct seccomp_link *twin;

	if (!link->prev || !link->prev->answers)
		return NULL;
	for (twin = link->prev; twin; twin = twin->prev)
		if (twin->prog->len == prog->len &&
		    !memcmp(twin->prog->insnsi, prog->insnsi,
			    bpf_prog_insn_size(prog)))
			break;
	return twin;
}

static const struct seccomp_link *link_of(const struct seccomp_cache *cache)
{
	return cache ? &cache->link : NULL;
}

/* What @link answers on top of its chain, or NULL. No more room than it takes. */
static struct seccomp_answers *compose(const struct seccomp_link *link,
				       const struct seccomp_verdicts *verdicts)
{
	struct seccomp_answers *all, *answers = NULL;

	all = kmalloc(struct_size(all, answer, SECCOMP_CHAIN_ANSWERS),
		      SECCOMP_CACHE_GFP);
	if (!all)
		return NULL;
	all->max = SECCOMP_CHAIN_ANSWERS;
	if (seccomp_chain_compose(all, verdicts, link, link->prev))
		answers = kmemdup(all, struct_size(all, answer, all->nr),
				  SECCOMP_CACHE_GFP);
	if (answers)
		answers->max = all->nr;
	kfree(all);
	return answers;
}

/**
 * seccomp_cache_compose() - Put a filter on top of what is known of its chain
 * @cache: what is known of a filter that is not attached yet
 * @prev: the same of the filter that it is about to be stacked on, or NULL
 *
 * Without the memory for it, or if nothing is known of the chain, nothing more
 * is than the bitmaps.
 *
 * Context: Process context, no spinlocks held. current->signal->cred_guard_mutex
 * is, if filters are synchronized (TSYNC). May sleep.
 */
void seccomp_cache_compose(struct seccomp_cache *cache,
			   const struct seccomp_cache *prev)
{
	struct seccomp_link *link = &cache->link;

	cond_resched();
	kfree(link->answers);
	link->prev = link_of(prev);
	link->depth = prev ? prev->link.depth + 1 : 0;
	link->twin = find_twin(link);
	link->answers = compose(link, cache->verdicts);
	if (!link->answers) {
		kfree(cache->verdicts);
		cache->verdicts = NULL;
	}
}

/* Two copies of the instructions, as the checks work on their own. */
static struct sock_filter *copy_insns(const struct sock_fprog *fprog)
{
	const size_t size = bpf_classic_proglen(fprog);
	struct sock_filter *insns;

	/* What bpf_prog_create_from_user() says of it */
	if (!fprog->filter)
		return ERR_PTR(-EINVAL);
	insns = alloc_large(2 * size);
	if (!insns)
		return ERR_PTR(-ENOMEM);
	if (copy_from_user(insns, fprog->filter, size)) {
		kvfree(insns);
		return ERR_PTR(-EFAULT);
	}
	memcpy(insns + fprog->len, insns, size);
	return insns;
}

/*
 * Create the program, shortened if that is worth it and works. A chain's limit
 * is about what userspace passed, so that must not count for more.
 */
static int create_prog(struct seccomp_cache *cache, struct bpf_prog **prog,
		       struct sock_filter *insns, unsigned int len,
		       bpf_aux_classic_check_t check, bool save_orig,
		       const struct seccomp_cache *prev)
{
	const struct sock_fprog_kern orig = { .filter = insns, .len = len };
	struct sock_fprog_kern copy = { .filter = insns + len, .len = len };
	int err;

	err = bpf_prog_check_from_kernel(&copy, check);
	if (err && err != -ENOMEM)
		return err;

	/* Only what has been checked, for which there may be no memory. */
	if (!err)
		evaluate(cache, &orig);
	if (!cache->verdicts ||
	    !create_shortened(cache, prog, &orig, &copy, check, save_orig)) {
		err = bpf_prog_create_from_kernel(prog, &orig, check,
						  save_orig ? &orig : NULL);
		if (err)
			return err;
		cache->len = (*prog)->len;
	}
	cache->link.prog = *prog;
	if (cache->verdicts)
		seccomp_cache_compose(cache, prev);
	return 0;
}

/**
 * seccomp_cache_create_prog() - Create a filter's program and look into it
 * @cache: where what is known of the filter goes; all zero
 * @prog: where the program goes: one that returns what @fprog does
 * @fprog: the program, in user memory; its length is valid
 * @check: the check that seccomp's programs have to pass
 * @save_orig: whether to keep a copy of @fprog as it is
 * @prev: what is known of the filter it is about to be stacked on, or NULL
 *
 * Knows nothing of the filter if the cache was turned off at boot, or if there is
 * no memory to evaluate with. What is looked into takes a bounded number of steps,
 * see SECCOMP_FLOW_STEPS and SECCOMP_REDUCE_STEPS.
 *
 * Context: Process context, no locks held. May sleep, and stops early if the
 * task is about to be killed.
 * Return: 0, or what bpf_prog_create_from_user() fails with.
 */
int seccomp_cache_create_prog(struct seccomp_cache *cache,
			      struct bpf_prog **prog, struct sock_fprog *fprog,
			      bpf_aux_classic_check_t check, bool save_orig,
			      const struct seccomp_cache *prev)
{
	struct sock_filter *insns = ERR_PTR(-ENOMEM);
	int err;

	might_sleep();

	note_insns(cache, fprog);
	if (seccomp_cache_level != SECCOMP_CACHE_OFF)
		insns = copy_insns(fprog);
	if (insns == ERR_PTR(-ENOMEM)) {
		err = bpf_prog_create_from_user(prog, fprog, check, save_orig);
		if (!err)
			cache->len = (*prog)->len;
		return err;
	}
	if (IS_ERR(insns))
		return PTR_ERR(insns);

	err = create_prog(cache, prog, insns, fprog->len, check, save_orig,
			  prev);
	kvfree(insns);
	if (err)
		seccomp_cache_free(cache);
	return err;
}

/**
 * seccomp_cache_stale() - Is a filter to be put on top of another chain?
 * @cache: what is known of a filter that is about to be attached
 * @prev: the same of the filter that it is about to be stacked on, or NULL
 *
 * Which filter becomes the parent is known only under siglock: until then another
 * thread's TSYNC may change it, and with it what was assumed.
 *
 * Context: current->sighand->siglock held.
 * Return: true if seccomp_cache_compose() is worth calling for @prev.
 */
bool seccomp_cache_stale(const struct seccomp_cache *cache,
			 const struct seccomp_cache *prev)
{
	return cache->link.answers && cache->link.prev != link_of(prev);
}

/**
 * seccomp_cache_attach() - Narrow what is known of a filter to its chain
 * @cache: what is known of a filter that is about to be attached
 * @prev: the same of the filter that it is stacked on, or NULL
 *
 * What was composed for another parent is dropped: then all filters are run for
 * what the bitmaps do not allow.
 *
 * Context: current->sighand->siglock held. Constant time.
 */
void seccomp_cache_attach(struct seccomp_cache *cache,
			  const struct seccomp_cache *prev)
{
	if (seccomp_cache_stale(cache, prev)) {
		kfree(cache->link.answers);
		cache->link.answers = NULL;
	}
	kfree(cache->verdicts);
	cache->verdicts = NULL;

	if (!prev)
		return;
	bitmap_and(cache->native, cache->native, prev->native,
		   SECCOMP_ARCH_NATIVE_NR);
#ifdef SECCOMP_ARCH_COMPAT
	bitmap_and(cache->compat, cache->compat, prev->compat,
		   SECCOMP_ARCH_COMPAT_NR);
#endif
}

/**
 * seccomp_cache_free() - Free what belongs to what is known of a filter
 * @cache: of a filter that nobody can see any more
 */
void seccomp_cache_free(struct seccomp_cache *cache)
{
	kfree(cache->link.answers);
	kfree(cache->verdicts);
#ifdef CONFIG_SECCOMP_CACHE_DEBUG
	kfree(cache->tails);
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
