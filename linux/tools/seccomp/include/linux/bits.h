/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _SECCOMP_SHIM_BITS_H
#define _SECCOMP_SHIM_BITS_H

#define BIT(n)		(1UL << (n))
#define GENMASK(h, l)	((~0UL << (l)) & (~0UL >> (8 * sizeof(long) - 1 - (h))))

#endif
