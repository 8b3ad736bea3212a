/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _SECCOMP_SHIM_COMPILER_H
#define _SECCOMP_SHIM_COMPILER_H

#define fallthrough	__attribute__((__fallthrough__))
#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)

#endif
