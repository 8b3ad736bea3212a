/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HOST_LINUX_SECCOMP_H
#define HOST_LINUX_SECCOMP_H

#include <linux/types.h>
#include_next <linux/seccomp.h>

#endif
