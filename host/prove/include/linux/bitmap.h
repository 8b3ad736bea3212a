/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PROVE_LINUX_BITMAP_H
#define PROVE_LINUX_BITMAP_H

#include_next <linux/bitmap.h>

static inline void bitmap_and(unsigned long *to, const unsigned long *a,
			      const unsigned long *b, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(n); i++)
		to[i] = a[i] & b[i];
}

#endif
