/* SPDX-License-Identifier: GPL-2.0-only */
/* As on x86-64, whatever the host is. */
#ifndef HOST_LINUX_SECCOMP_H
#define HOST_LINUX_SECCOMP_H

#include <linux/types.h>
#include_next <linux/seccomp.h>

#define SECCOMP_ARCH_NATIVE	AUDIT_ARCH_X86_64
#define SECCOMP_ARCH_NATIVE_NR	463U
#define SECCOMP_ARCH_COMPAT	AUDIT_ARCH_I386
#define SECCOMP_ARCH_COMPAT_NR	463U

#endif
