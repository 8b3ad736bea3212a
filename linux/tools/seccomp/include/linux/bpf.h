/* SPDX-License-Identifier: GPL-2.0-only */
/* A program is its classic instructions, and what runs them. */
#ifndef _SECCOMP_SHIM_BPF_H
#define _SECCOMP_SHIM_BPF_H

#include <linux/types.h>

struct bpf_prog {
	unsigned int (*bpf_func)(const void *ctx, const void *insns);
	const void *insnsi;
};

static inline unsigned int
bpf_dispatcher_nop_func(const void *ctx, const void *insns,
			unsigned int (*bpf_func)(const void *, const void *))
{
	return bpf_func(ctx, insns);
}

#endif
