/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * As on x86-64, whatever the host is; but there is room for the syscalls of any
 * architecture that has the cache. Kernel code asks for the values of the arch
 * only to tell uprobes' syscalls and to find an index.
 */
#ifndef _SECCOMP_SHIM_SECCOMP_H
#define _SECCOMP_SHIM_SECCOMP_H

#include <linux/types.h>
#include_next <linux/seccomp.h>

#define SECCOMP_ARCH_NATIVE	AUDIT_ARCH_X86_64
#define SECCOMP_ARCH_NATIVE_NR	512U
#define SECCOMP_ARCH_COMPAT	AUDIT_ARCH_I386
#define SECCOMP_ARCH_COMPAT_NR	512U

#define __NR_uretprobe		335

#endif
