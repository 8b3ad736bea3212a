/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verdicts that seccomp knows without running a filter
 *
 * A set bit means: the filter, and once composed every older filter it is
 * stacked on, allows this syscall of this arch whatever its arguments are. A
 * clear bit means nothing: then struct seccomp_link knows more, or the filters
 * have to be run.
 */
#ifndef _KERNEL_SECCOMP_CACHE_H
#define _KERNEL_SECCOMP_CACHE_H

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/types.h>
#include <uapi/linux/audit.h>

struct seq_file;
struct task_struct;

#ifdef CONFIG_SECCOMP_CACHE

#include "seccomp_chain.h"

/**
 * struct seccomp_tail - how much of a filter is left for a syscall
 * @index: see seccomp_chain_index()
 * @len: how many instructions there are
 */
struct seccomp_tail {
	u16 index;
	u16 len;
};

/**
 * struct seccomp_cache - what is known of a filter
 * @native: one bit for each syscall number of the native arch
 * @compat: one bit for each syscall number of the compat arch
 * @len: how many instructions count for the limit of a chain: as if its program
 *	 had been made of what userspace passed
 * @link: the filter in its chain
 * @verdicts: its own verdicts, until it is attached
 * @insns: how many instructions it was attached with
 * @nr_tails: how many @tails there are
 * @tails: syscalls for which it has been shortened, by index
 *
 * Starts out all zero, written while only its creator can see the filter, and
 * not changed any more once the filter is attached: readers need no lock.
 */
struct seccomp_cache {
	DECLARE_BITMAP(native, SECCOMP_ARCH_NATIVE_NR);
#ifdef SECCOMP_ARCH_COMPAT
	DECLARE_BITMAP(compat, SECCOMP_ARCH_COMPAT_NR);
#endif
	unsigned int len;
	struct seccomp_link link;
	struct seccomp_verdicts *verdicts;
#ifdef CONFIG_SECCOMP_CACHE_DEBUG
	unsigned int insns;
	unsigned int nr_tails;
	struct seccomp_tail *tails;
#endif
};

int seccomp_cache_create_prog(struct seccomp_cache *cache,
			      struct bpf_prog **prog, struct sock_fprog *fprog,
			      bpf_aux_classic_check_t check, bool save_orig,
			      const struct seccomp_cache *prev);
void seccomp_cache_compose(struct seccomp_cache *cache,
			   const struct seccomp_cache *prev);
bool seccomp_cache_stale(const struct seccomp_cache *cache,
			 const struct seccomp_cache *prev);
void seccomp_cache_attach(struct seccomp_cache *cache,
			  const struct seccomp_cache *prev);
void seccomp_cache_free(struct seccomp_cache *cache);

static inline unsigned int seccomp_cache_len(const struct seccomp_cache *cache,
					     const struct bpf_prog *prog)
{
	return cache->len;
}

bool seccomp_cache_allows(const struct seccomp_cache *cache, int nr, u32 arch);

void seccomp_cache_task_update(struct task_struct *task,
			       const struct seccomp_cache *cache);
void seccomp_cache_task_clear(void);

void seccomp_cache_show(struct seq_file *m, const unsigned long *task_copy,
			const struct seccomp_cache *cache);

#else /* !CONFIG_SECCOMP_CACHE */

struct seccomp_cache { };

static inline int seccomp_cache_create_prog(struct seccomp_cache *cache,
					    struct bpf_prog **prog,
					    struct sock_fprog *fprog,
					    bpf_aux_classic_check_t check,
					    bool save_orig,
					    const struct seccomp_cache *prev)
{
	return bpf_prog_create_from_user(prog, fprog, check, save_orig);
}

static inline unsigned int seccomp_cache_len(const struct seccomp_cache *cache,
					     const struct bpf_prog *prog)
{
	return prog->len;
}

static inline void seccomp_cache_compose(struct seccomp_cache *cache,
					 const struct seccomp_cache *prev)
{
}

static inline bool seccomp_cache_stale(const struct seccomp_cache *cache,
				       const struct seccomp_cache *prev)
{
	return false;
}

static inline void seccomp_cache_attach(struct seccomp_cache *cache,
					const struct seccomp_cache *prev)
{
}

static inline void seccomp_cache_free(struct seccomp_cache *cache)
{
}

static inline bool seccomp_cache_allows(const struct seccomp_cache *cache,
					int nr, u32 arch)
{
	return false;
}

static inline void seccomp_cache_task_update(struct task_struct *task,
					     const struct seccomp_cache *cache)
{
}

static inline void seccomp_cache_task_clear(void)
{
}

#endif /* CONFIG_SECCOMP_CACHE */

#endif /* _KERNEL_SECCOMP_CACHE_H */
