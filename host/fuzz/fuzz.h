/* SPDX-License-Identifier: GPL-2.0-only */
/* What the parts of the fuzzer share: counts, and how a difference is told. */
#ifndef HOST_FUZZ_FUZZ_H
#define HOST_FUZZ_FUZZ_H

#include <linux/types.h>

/*
 * A compared evaluation is one filter or one stack of several with one struct
 * seccomp_data, run by the oracle, with everything that the code under test says
 * of it held against that: of a filter the constant verdict and what the shortened
 * program returns, of a stack the answer. Where it says nothing, none is counted.
 */
extern struct fuzz_count {
	u64 inputs;		/* of the fuzzer: stacks */
	u64 filters;		/* that were accepted */
	u64 refused;
	u64 shortened;
	u64 of_filters;		/* compared evaluations: of filters, */
	u64 of_stacks;		/* and of stacks of more than one */
	u64 verdicts;		/* how many of them had a constant verdict */
	u64 reduced;		/* how many ran in a shortened program */
	u64 answers;		/* of stacks, those of one filter among them */
} fuzz_count;

/* Tell of a difference and end. */
void mismatch(const char *fmt, ...)
	__attribute__((format(printf, 1, 2), noreturn));

/* Runs a program for seccomp_chain_run(), and counts how often. */
unsigned int fuzz_interpret(const void *data, const void *insns);
extern unsigned int fuzz_runs;

struct stack;
void compare_stack(const struct stack *s);

#endif
