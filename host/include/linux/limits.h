/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HOST_LINUX_LIMITS_H
#define HOST_LINUX_LIMITS_H

#include_next <linux/limits.h>

#define U16_MAX		0xffff

#endif
