/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PROVE_LINUX_BPF_H
#define PROVE_LINUX_BPF_H

/* A program is its classic instructions, and what runs them. */

#include <linux/types.h>

struct sock_filter;

struct bpf_prog {
	bool jit_requested, jited, blinded;
	u32 len;
	unsigned int (*bpf_func)(const void *ctx, const void *insns);
	const void *insnsi;
	struct sock_filter *insns;
};

static inline unsigned int
bpf_dispatcher_nop_func(const void *ctx, const void *insns,
			unsigned int (*bpf_func)(const void *, const void *))
{
	return bpf_func(ctx, insns);
}

#endif
