/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What has to be true of each filter and each chain of filters, for whatever
 * struct seccomp_data:
 *
 * - The program that the kernel makes of a filter returns what the filter does.
 * - The answer that the kernel gives to a syscall, from what it knows of the
 *   chain and from the programs that it runs, is the one that running all
 *   filters in full would give: same action and data, from the same filter.
 * - A syscall that passes by its bit in a task's copy is allowed by all filters.
 */
#ifndef PROVE_CLAIMS_H
#define PROVE_CLAIMS_H

#include "attach.h"
#include "solver.h"

/* How each question was settled. */
struct tally {
	unsigned long constant;	/* both sides are the same number */
	unsigned long same;	/* both sides are the same term */
	unsigned long solved;	/* z3 says so */
	unsigned long wrong;	/* or not */
	unsigned long undecided;
	unsigned long policy;	/* no filter is asked: uretprobe */
	unsigned long checked;	/* terms compared with the oracle's result */
	unsigned long disagree;	/* where that is another one */
};

extern struct tally tally;

/* How a claim is wrong, and for which input. */
struct refutation {
	bool found;
	bool confirmed;		/* by running the oracle on it */
	struct seccomp_data data;
	u32 want, got;
	int want_match, got_match;	/* depth of the filter, -1 for none */
};

void refutation_print(const struct refutation *r);

/*
 * By_parts: one question for each number, settled by folding constants where
 * that can be. As_a_whole: number and arch are variables, nothing is folded,
 * and z3 alone decides. Both stop at the first refutation; false if there is.
 */
enum how { BY_PARTS, AS_A_WHOLE };

bool claim_program(enum how how, const struct program *filter,
		   const struct program *made, struct refutation *r);
bool claim_answers(enum how how, const struct attached *newest,
		   struct refutation *r);

#endif
