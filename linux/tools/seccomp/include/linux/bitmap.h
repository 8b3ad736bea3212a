/* SPDX-License-Identifier: GPL-2.0-only */
/* What kernel code expects of <linux/bitmap.h> and <linux/bitops.h>: plain loops. */
#ifndef _SECCOMP_SHIM_BITMAP_H
#define _SECCOMP_SHIM_BITMAP_H

#include <stdbool.h>
#include <string.h>

#define BITS_PER_LONG		(8 * (unsigned int)sizeof(long))
#define BITS_TO_LONGS(n)	(((n) + BITS_PER_LONG - 1) / BITS_PER_LONG)
#define DECLARE_BITMAP(name, n)	unsigned long name[BITS_TO_LONGS(n)]

static inline bool test_bit(unsigned int i, const unsigned long *map)
{
	return map[i / BITS_PER_LONG] >> i % BITS_PER_LONG & 1;
}

static inline void __set_bit(unsigned int i, unsigned long *map)
{
	map[i / BITS_PER_LONG] |= 1UL << i % BITS_PER_LONG;
}

static inline void __clear_bit(unsigned int i, unsigned long *map)
{
	map[i / BITS_PER_LONG] &= ~(1UL << i % BITS_PER_LONG);
}

static inline unsigned int find_next_bit(const unsigned long *map,
					 unsigned int n, unsigned int i)
{
	while (i < n && !test_bit(i, map))
		i++;
	return i;
}

#define find_first_bit(map, n)	find_next_bit(map, n, 0)
#define for_each_set_bit(i, map, n)					\
	for ((i) = find_first_bit(map, n); (i) < (n);			\
	     (i) = find_next_bit(map, n, (i) + 1))

#define bitmap_zero(map, n)	memset(map, 0, BITS_TO_LONGS(n) * sizeof(long))
#define bitmap_copy(to, from, n) memcpy(to, from, BITS_TO_LONGS(n) * sizeof(long))
#define bitmap_equal(a, b, n)	(!memcmp(a, b, BITS_TO_LONGS(n) * sizeof(long)))
#define bitmap_empty(map, n)	(find_first_bit(map, n) >= (n))

static inline void bitmap_set(unsigned long *map, unsigned int i,
			      unsigned int n)
{
	while (n--)
		__set_bit(i++, map);
}

static inline void bitmap_clear(unsigned long *map, unsigned int i,
				unsigned int n)
{
	while (n--)
		__clear_bit(i++, map);
}

static inline void bitmap_or(unsigned long *to, const unsigned long *a,
			     const unsigned long *b, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(n); i++)
		to[i] = a[i] | b[i];
}

static inline void bitmap_andnot(unsigned long *to, const unsigned long *a,
				 const unsigned long *b, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(n); i++)
		to[i] = a[i] & ~b[i];
}

#endif
