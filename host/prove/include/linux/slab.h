/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PROVE_LINUX_SLAB_H
#define PROVE_LINUX_SLAB_H

/* Memory is never short here: what is then has tests of its own. */

#include <stdlib.h>
#include <string.h>

#define GFP_KERNEL_ACCOUNT	0
#define __GFP_DIRECT_RECLAIM	0
#define __GFP_NOWARN	0
#define __GFP_RETRY_MAYFAIL	0

#define kmalloc(size, gfp)	malloc(size)
#define __vmalloc(size, gfp)	malloc(size)
#define kzalloc(size, gfp)	calloc(1, size)
#define kcalloc(n, size, gfp)	calloc(n, size)
#define kfree(p)		free((void *)(p))
#define kvfree(p)		free((void *)(p))

static inline void *kmemdup(const void *from, size_t size, int gfp)
{
	void *to = malloc(size);

	(void)gfp;
	return to ? memcpy(to, from, size) : NULL;
}

#endif
