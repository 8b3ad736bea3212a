/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The fuzzer's input: the instructions of one filter after the other, as
 * userspace passes them, with a separator between two. So a file with one filter
 * is an input as it is.
 */
#ifndef HOST_FUZZ_STACK_H
#define HOST_FUZZ_STACK_H

#include "seccomp_chain.h"

#define STACK_DEEPEST	8

/* No filter has such an instruction. */
#define STACK_SEPARATOR	((struct sock_filter){ 0xffff, 0xff, 0xff, 0xffffffff })

/* A filter, and what the code under test makes of it. */
struct stack_filter {
	struct sock_filter *insns;
	unsigned int len;
	struct seccomp_verdicts verdicts;
	bool incomplete[2];		/* too many verdicts or steps, for each arch */
	struct sock_filter *shortened;	/* or NULL */
	unsigned int run_len;		/* of what is run */
	struct bpf_prog prog;
	struct seccomp_link link;
	bool full;			/* there may be more answers, or below */
};

/* The oldest first; only filters that seccomp accepts. */
struct stack {
	unsigned int depth;
	struct stack_filter filter[STACK_DEEPEST];
	u64 hash;			/* of the whole input */
};

/* Attach the filters of an input as the kernel does, and let them go. */
void stack_attach(struct stack *s, const u8 *data, size_t size);
void stack_release(struct stack *s);

#endif
