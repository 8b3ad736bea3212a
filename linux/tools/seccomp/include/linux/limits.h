/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _SECCOMP_SHIM_LIMITS_H
#define _SECCOMP_SHIM_LIMITS_H

#include_next <linux/limits.h>

#define U16_MAX		0xffff
#define U32_MAX		0xffffffffU

#endif
