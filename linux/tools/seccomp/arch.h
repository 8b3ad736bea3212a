/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The architectures whose filters can be looked into, and their syscalls
 *
 * The kernel knows of a native and maybe a compat architecture. Which these are
 * is fixed when a kernel is built, and chosen when this tool is run.
 */
#ifndef _TOOLS_SECCOMP_ARCH_H
#define _TOOLS_SECCOMP_ARCH_H

#include <linux/types.h>

/*
 * @name: what users call it, and uname -m
 * @native_name: what /proc/PID/seccomp_cache calls it
 * @native: AUDIT_ARCH_*, which libseccomp takes as well
 * @compat_name: the same of its 32-bit syscalls; NULL if it has none
 * @compat: 0 if it has none
 */
struct arch {
	const char *name;
	const char *native_name;
	u32 native;
	const char *compat_name;
	u32 compat;
};

/* The architecture with this name, or what we run on for NULL. */
const struct arch *arch_find(const char *name);

/* What libseccomp calls it. */
const char *arch_libseccomp(const struct arch *arch);

/* One that has this AUDIT_ARCH_* value as native or compat, or NULL. */
const struct arch *arch_of_audit(u32 audit);

/* The name of an AUDIT_ARCH_* value, "?" if unknown. */
const char *arch_name(u32 audit);

/* All names, separated by blanks. */
const char *arch_names(void);

/*
 * How many syscall numbers there are, for native and compat alike: new syscalls
 * get the same number everywhere.
 */
extern unsigned int arch_nr;

/* The name of a syscall, or its number if it has none. Static storage. */
const char *arch_syscall(u32 audit, unsigned int nr);

/* The number of a syscall, or -1. */
int arch_syscall_nr(u32 audit, const char *name);

#endif
