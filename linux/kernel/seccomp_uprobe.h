/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _KERNEL_SECCOMP_UPROBE_H
#define _KERNEL_SECCOMP_UPROBE_H

#include <linux/seccomp.h>
#include <linux/types.h>
#include <uapi/linux/audit.h>

/**
 * seccomp_uprobe_exception() - Is this a syscall that no filter may stop?
 * @nr: syscall number
 * @arch: AUDIT_ARCH_* value the call is made with
 *
 * The kernel itself plants the system calls behind uprobes and uretprobes into
 * a traced program, whose filters can know nothing of them. Outside of a probe
 * they do nothing but fail or raise a signal. To let them pass is policy: it
 * holds whether or not verdicts are cached.
 *
 * Return: true if the call passes without any filter being run.
 */
static inline bool seccomp_uprobe_exception(int nr, u32 arch)
{
#ifdef __NR_uretprobe
	if (nr == __NR_uretprobe && arch == SECCOMP_ARCH_NATIVE)
		return true;
#endif
#ifdef __NR_uprobe
	if (nr == __NR_uprobe && arch == SECCOMP_ARCH_NATIVE)
		return true;
#endif
	return false;
}

#endif /* _KERNEL_SECCOMP_UPROBE_H */
