/* SPDX-License-Identifier: GPL-2.0-only */
/* Random numbers that are the same everywhere: splitmix64. */
#ifndef HOST_RANDOM_H
#define HOST_RANDOM_H

#include <linux/types.h>

struct random {
	u64 state;
};

static inline u64 random_u64(struct random *r)
{
	u64 z = r->state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

static inline u32 random_u32(struct random *r)
{
	return random_u64(r) >> 32;
}

static inline u32 random_below(struct random *r, u32 end)
{
	return (u64)random_u32(r) * end >> 32;
}

/* True once in @n times. */
static inline bool random_once_in(struct random *r, u32 n)
{
	return !random_below(r, n);
}

#endif
