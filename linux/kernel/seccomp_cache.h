/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verdicts that seccomp knows without running a filter
 *
 * A set bit means: the filter, and once composed every older filter it is
 * stacked on, allows this syscall of this arch whatever its arguments are. A
 * clear bit means nothing: the filters have to be run.
 */
#ifndef _KERNEL_SECCOMP_CACHE_H
#define _KERNEL_SECCOMP_CACHE_H

#include <linux/seccomp.h>
#include <linux/types.h>
#include <uapi/linux/audit.h>

struct seq_file;
struct sock_fprog_kern;
struct task_struct;

#ifdef CONFIG_SECCOMP_CACHE

/* Where some architectures define NR_syscalls */
#include <asm/syscall.h>

/**
 * struct seccomp_cache - the constant verdicts of a filter
 * @native: one bit for each syscall number of the native arch
 * @compat: one bit for each syscall number of the compat arch
 *
 * Starts out all zero, written while only its creator can see the filter, and
 * not changed any more once the filter is attached: readers need no lock.
 */
struct seccomp_cache {
	DECLARE_BITMAP(native, SECCOMP_ARCH_NATIVE_NR);
#ifdef SECCOMP_ARCH_COMPAT
	DECLARE_BITMAP(compat, SECCOMP_ARCH_COMPAT_NR);
#endif
};

void seccomp_cache_prepare(struct seccomp_cache *cache,
			   const struct sock_fprog_kern *fprog);
void seccomp_cache_compose(struct seccomp_cache *cache,
			   const struct seccomp_cache *prev);
bool seccomp_cache_allows(const struct seccomp_cache *cache, int nr, u32 arch);

void seccomp_cache_task_update(struct task_struct *task,
			       const struct seccomp_cache *cache);
void seccomp_cache_task_clear(void);

void seccomp_cache_show(struct seq_file *m, const unsigned long *task_copy,
			const struct seccomp_cache *cache);

#else /* !CONFIG_SECCOMP_CACHE */

struct seccomp_cache { };

static inline void seccomp_cache_prepare(struct seccomp_cache *cache,
					 const struct sock_fprog_kern *fprog)
{
}

static inline void seccomp_cache_compose(struct seccomp_cache *cache,
					 const struct seccomp_cache *prev)
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
