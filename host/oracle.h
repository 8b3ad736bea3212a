/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An interpreter of seccomp filters to judge the evaluator by, made from
 * bpf_convert_filter() and the kernel's eBPF interpreter: it keeps 64-bit
 * registers and does to them what the converted program does.
 */
#ifndef HOST_ORACLE_H
#define HOST_ORACLE_H

#include <linux/filter.h>
#include <linux/seccomp.h>

struct outcome {
	u32 ret;
	bool reads_input;	/* an argument or the instruction pointer */
	unsigned int steps;
};

/* @insns must be a program that seccomp accepts. */
struct outcome oracle_run(const struct sock_filter *insns,
			  const struct seccomp_data *data);

/* How often each opcode ran on a path that reads no input, by its code. */
extern unsigned long oracle_coverage[256];
/* How often a division ended such a program. */
extern unsigned long oracle_div_by_zero;

#endif
