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
	/*
	 * An argument or the instruction pointer, or does what JITs do in
	 * different ways: shifts by 32 or more. Here it is done as on x86.
	 */
	bool reads_input;
	unsigned int steps;
};

/* @insns must be a program that seccomp accepts. */
struct outcome oracle_run(const struct sock_filter *insns,
			  const struct seccomp_data *data);

/* What has been run: [0] before, [1] after a program's first load of input. */
extern struct oracle_count {
	unsigned long code[256];	/* instructions, by opcode */
	unsigned long load[sizeof(struct seccomp_data) / sizeof(u32)];
	unsigned long div_by_zero;	/* which ends a program */
	unsigned long far_shift;	/* by 32 or more */
	unsigned long wrap;		/* results of more than 32 bits */
} oracle_count[2];

#endif
