/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Evaluate a seccomp filter for many syscall numbers in one pass
 *
 * Jumps in cBPF only go forward, so one pass over the program can carry along,
 * for each instruction, the set of syscall numbers that get there. Numbers stay
 * together in a cohort as long as they are at the same instruction with the
 * same machine state, where "A is the syscall number" counts as the same. A
 * branch splits a cohort, cohorts that meet in the same state join again. Where
 * that is not enough (arithmetic on the number, too many cohorts), the numbers
 * go the rest of their way one by one with seccomp_eval_from(). The verdicts are
 * those of seccomp_eval() for each number either way, except that a filter with
 * more than SECCOMP_FLOW_VERDICTS different ones has no more that are constant,
 * nor has one after SECCOMP_FLOW_STEPS steps.
 *
 * Like seccomp_eval(), this is pure and does not trust the program.
 */
#ifndef _KERNEL_SECCOMP_FLOW_H
#define _KERNEL_SECCOMP_FLOW_H

#include <linux/bitmap.h>
#include <linux/types.h>

#include "seccomp_eval.h"

/* How many syscall numbers one pass decides. */
#define SECCOMP_FLOW_NR		512

/* How many cohorts may wait for their turn; more of them go one by one. */
#define SECCOMP_FLOW_COHORTS	32

/* How many different return values are told apart; others are not constant. */
#define SECCOMP_FLOW_VERDICTS	32

/*
 * How many steps one pass may take, and an attach makes one for each arch. A
 * step takes a cohort over one instruction or past another one that waits, or a
 * number over one instruction if it goes alone, and is to look at a number when
 * its cohort is split. Numbers that are not decided by then are not constant.
 *
 * The filters of containers, browsers and services take one to six steps for
 * each instruction, and no more than 3100. So many leave sixteen for each
 * instruction of the longest one, and cost about what it costs to compile that.
 */
#define SECCOMP_FLOW_STEPS	(16 * BPF_MAXINSNS)

/* What is known of a register or a word of scratch memory. */
enum seccomp_flow_kind {
	SECCOMP_FLOW_CONST,
	SECCOMP_FLOW_NUMBER,
};

/**
 * struct seccomp_flow_cohort - numbers that are at the same place
 * @next: the cohort that comes next, or none: index into the pool
 * @pc: the instruction they come to next
 * @one_by_one: the state cannot be carried for all of them any longer
 * @kind: enum seccomp_flow_kind of each register and word of memory
 * @value: its value if it is constant, else 0
 * @set: the numbers, counted from &seccomp_flow.first
 */
struct seccomp_flow_cohort {
	s16 next;
	u16 pc;
	bool one_by_one;
	u8 kind[SECCOMP_EVAL_REGS];
	u32 value[SECCOMP_EVAL_REGS];
	DECLARE_BITMAP(set, SECCOMP_FLOW_NR);
};

/**
 * struct seccomp_flow_verdict - numbers with the same constant verdict
 * @ret: what the filter returns for them, all 32 bits of it
 * @set: the numbers, counted from &seccomp_flow.first
 */
struct seccomp_flow_verdict {
	u32 ret;
	DECLARE_BITMAP(set, SECCOMP_FLOW_NR);
};

/**
 * struct seccomp_flow - one pass over one filter
 * @insns: the program, see seccomp_eval()
 * @len: number of its instructions
 * @arch: AUDIT_ARCH_* value as the filter would read it
 * @first: the lowest syscall number to decide
 * @steps: how many are left
 * @head: the waiting cohort that is furthest back in the program, or none
 * @unused: the first of those not in use, or none
 * @nr_verdicts: how many of @verdicts there are; at least one
 * @verdicts: the constant ones; the first is for SECCOMP_RET_ALLOW
 * @pool: all cohorts
 *
 * Too large for a stack.
 */
struct seccomp_flow {
	const struct sock_filter *insns;
	unsigned int len;
	u32 arch;
	u32 first;
	unsigned int steps;
	s16 head;
	s16 unused;
	unsigned int nr_verdicts;
	struct seccomp_flow_verdict verdicts[SECCOMP_FLOW_VERDICTS];
	struct seccomp_flow_cohort pool[SECCOMP_FLOW_COHORTS];
};

void seccomp_flow_start(struct seccomp_flow *flow,
			const struct sock_filter *insns, unsigned int len,
			u32 arch, u32 first, unsigned int count);
bool seccomp_flow_run(struct seccomp_flow *flow, unsigned int steps);

#endif /* _KERNEL_SECCOMP_FLOW_H */
