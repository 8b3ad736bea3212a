/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a filter can return for a syscall, whatever the arguments are
 *
 * A filter may look at an argument and yet return the same in all cases, as
 * when it compares what has been masked out. The kernel does not look for this;
 * who writes filters may want to know.
 */
#ifndef _TOOLS_SECCOMP_POSSIBLE_H
#define _TOOLS_SECCOMP_POSSIBLE_H

#include <linux/filter.h>

/*
 * Returns true and the return value if there is only one. False may also mean
 * that it cannot be told.
 */
bool possible_only(const struct sock_filter *insns, unsigned int len, u32 nr,
		   u32 arch, u32 *ret);

#endif
