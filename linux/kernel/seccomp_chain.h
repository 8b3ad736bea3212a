/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a chain of seccomp filters answers, and which of them have to be run
 *
 * The answer to a syscall is the lowest action that any filter of the chain
 * returns, and on a tie that of the newest filter. What is known of a filter
 * when it is attached need not be found out again: the filters with a constant
 * verdict are folded into one result, and only the others are run.
 */
#ifndef _KERNEL_SECCOMP_CHAIN_H
#define _KERNEL_SECCOMP_CHAIN_H

#include <linux/bpf.h>
#include <linux/nospec.h>
#include <linux/seccomp.h>
#include <linux/types.h>
#include <uapi/linux/audit.h>
/* Where some architectures define NR_syscalls */
#include <asm/syscall.h>

#include "seccomp_flow.h"

/* An index for each syscall number of the native and then the compat arch. */
#ifdef SECCOMP_ARCH_COMPAT
#define SECCOMP_CHAIN_NR	(SECCOMP_ARCH_NATIVE_NR + SECCOMP_ARCH_COMPAT_NR)
#else
#define SECCOMP_CHAIN_NR	SECCOMP_ARCH_NATIVE_NR
#endif

/**
 * seccomp_chain_index() - Where is what is known of a syscall?
 * @nr: syscall number; any value, negative and x32 ones have no index
 * @arch: AUDIT_ARCH_* value the call is made with
 *
 * Return: an index below SECCOMP_CHAIN_NR, or SECCOMP_CHAIN_NR if nothing is
 * known of such calls. Not above that if mispredicted either.
 */
static inline unsigned int seccomp_chain_index(unsigned int nr, u32 arch)
{
	switch (arch) {
	case SECCOMP_ARCH_NATIVE:
		if (nr < SECCOMP_ARCH_NATIVE_NR)
			return array_index_nospec(nr, SECCOMP_ARCH_NATIVE_NR);
		break;
#ifdef SECCOMP_ARCH_COMPAT
	case SECCOMP_ARCH_COMPAT:
		if (nr < SECCOMP_ARCH_COMPAT_NR)
			return SECCOMP_ARCH_NATIVE_NR +
			       array_index_nospec(nr, SECCOMP_ARCH_COMPAT_NR);
		break;
#endif
	}
	return SECCOMP_CHAIN_NR;
}

/**
 * struct seccomp_verdicts - the constant verdicts of one filter
 * @nr: how many different ones there are
 * @ret: these, as the filter returns them
 * @of: for each index 0 if the verdict is not constant, n if it is @ret[n - 1]
 */
struct seccomp_verdicts {
	unsigned int nr;
	u32 ret[2 * SECCOMP_FLOW_VERDICTS];
	u8 of[SECCOMP_CHAIN_NR];
};

/**
 * struct seccomp_link - a filter in its chain
 * @prev: the filter that it is stacked on, or NULL
 * @prog: the program
 * @depth: how many filters it is stacked on
 * @twin: an older one of these with the same program, or NULL
 * @answers: what the chain that ends with it answers, or NULL if all of it has
 *	     to be run for each syscall; then it is NULL in all newer filters
 *
 * @prev, @depth and @twin mean nothing without @answers. Not changed any more
 * once the filter is attached: readers need no lock.
 */
struct seccomp_link {
	const struct seccomp_link *prev;
	const struct bpf_prog *prog;
	unsigned int depth;
	const struct seccomp_link *twin;
	struct seccomp_answers *answers;
};

/* What has to be run to answer a syscall. */
enum seccomp_to_run {
	SECCOMP_RUN_ALL,	/* all filters: nothing is known */
	SECCOMP_RUN_NONE,	/* no filter: the answer is known */
	SECCOMP_RUN_ONE,	/* one filter */
	SECCOMP_RUN_SOME,	/* some filters */
};

/**
 * struct seccomp_answer - what is known of the answer to a syscall
 * @ret: the result of all filters that need not be run
 * @to_run: enum seccomp_to_run; if it is all, the rest means nothing
 * @match: the filter that @ret is from, NULL if all allow
 * @run: the newest filter that has to be run, or NULL
 */
struct seccomp_answer {
	u32 ret;
	u32 to_run;
	const struct seccomp_link *match;
	const struct seccomp_link *run;
};

/**
 * struct seccomp_answers - what is known of the answers to all syscalls
 * @max: how many different answers there is room for, at most 256
 * @nr: how many there are
 * @of: which of @answer it is, for each index and for those that have none
 * @answer: the answers; the first says that all filters have to be run
 */
struct seccomp_answers {
	unsigned int max;
	unsigned int nr;
	u8 of[SECCOMP_CHAIN_NR + 1];
	struct seccomp_answer answer[] __counted_by(max);
};

/* As many as u8 can name. */
#define SECCOMP_CHAIN_ANSWERS	256

/**
 * seccomp_chain_answer() - What is known of the answer to a syscall?
 * @answers: of the newest filter of the chain
 * @index: what seccomp_chain_index() says
 */
static inline const struct seccomp_answer *
seccomp_chain_answer(const struct seccomp_answers *answers, unsigned int index)
{
	return &answers->answer[answers->of[index]];
}

/**
 * struct seccomp_result - what filters return together
 * @ret: the strictest of their return values
 * @match: the filter that it is from, NULL if all allow
 */
struct seccomp_result {
	u32 ret;
	const struct seccomp_link *match;
};

/* Actions are ordered as signed numbers, the lowest is the strictest. */
static inline s32 seccomp_action(u32 ret)
{
	return ret & SECCOMP_RET_ACTION_FULL;
}

/**
 * seccomp_chain_run_one() - Run the filter that the answer depends on
 * @result: of other filters, older and newer ones
 * @link: the filter
 * @sd: the syscall
 *
 * A filter is run without pinning the task to its CPU: a converted cBPF program
 * has no maps, calls no helpers, and works on its own stack and registers. The
 * run time statistics, which are per CPU, can be read only of programs that
 * have an ID or a file descriptor, which these never have.
 *
 * Context: Process context, as long as the chain cannot go away.
 * Return: what it returns together with the other filters.
 */
static __always_inline struct seccomp_result
seccomp_chain_run_one(struct seccomp_result result,
		      const struct seccomp_link *link,
		      const struct seccomp_data *sd)
{
	const struct bpf_prog *prog = link->prog;
	const u32 ret = bpf_dispatcher_nop_func(sd, prog->insnsi,
						prog->bpf_func);

	if (seccomp_action(ret) > seccomp_action(result.ret))
		return result;
	/* The newer filter wins a tie, but nobody matches what all allow. */
	if (seccomp_action(ret) == seccomp_action(result.ret) &&
	    (!result.match || result.match->depth > link->depth))
		return result;
	return (struct seccomp_result){ ret, link };
}

u8 seccomp_chain_name(struct seccomp_verdicts *verdicts, u32 ret);
void seccomp_chain_take(struct seccomp_verdicts *verdicts, unsigned int index,
			const struct seccomp_flow *flow);
bool seccomp_chain_compose(struct seccomp_answers *answers,
			   const struct seccomp_verdicts *own,
			   const struct seccomp_link *link,
			   const struct seccomp_link *prev);
const struct seccomp_link *seccomp_chain_next(const struct seccomp_link *link,
					      unsigned int index);
struct seccomp_result seccomp_chain_run(const struct seccomp_answer *answer,
					unsigned int index,
					const struct seccomp_data *sd);

#endif /* _KERNEL_SECCOMP_CHAIN_H */
