/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the kernel's cache makes of filters and of chains of them
 *
 * The work is done by the kernel's own functions; what is here calls them in the
 * order in which kernel/seccomp_cache.c does, for any architecture. Nothing here
 * reads or prints anything. Results stay as long as the program runs, and the
 * same question gets the same answer.
 *
 * Syscalls are named by their index: the number for the native arch, and
 * SECCOMP_ARCH_NATIVE_NR more for the compat arch.
 */
#ifndef _TOOLS_SECCOMP_ANALYSIS_H
#define _TOOLS_SECCOMP_ANALYSIS_H

#include "arch.h"
#include "filter.h"
#include "seccomp_chain.h"

/**
 * struct tail - what is left of a filter for a syscall
 * @index: of the syscall
 * @len: how many instructions
 * @insns: these
 */
struct tail {
	unsigned int index;
	unsigned int len;
	const struct sock_filter *insns;
};

/**
 * struct known - what is known of a filter
 * @filter: the filter
 * @arch: on which architecture
 * @verdicts: its constant verdicts
 * @nr_tails: how many @tails there are
 * @tails: the syscalls that it has been shortened for
 * @prog: what is run: the shortened program, or the filter itself
 * @len: its length
 */
struct known {
	const struct known *next;
	const struct filter *filter;
	const struct arch *arch;
	struct seccomp_verdicts verdicts;
	unsigned int nr_tails;
	struct tail *tails;
	struct sock_filter *prog;
	unsigned int len;
};

const struct known *know_filter(const struct filter *filter,
				const struct arch *arch);

/* Is the verdict constant? If so, *@ret is it, all allowing ones being equal. */
bool known_verdict(const struct known *known, unsigned int index, u32 *ret);

/* What is left of the filter for a syscall, NULL if all of it is run. */
const struct tail *known_tail(const struct known *known, unsigned int index);

/**
 * struct stack - what is known of a chain of filters
 * @chain: the chain
 * @known: what is known of its newest filter
 * @below: and of the rest of the chain, or NULL
 * @link: the filter in its chain, as in the kernel
 * @insns: how many instructions all filters have
 */
struct stack {
	const struct stack *next;
	const struct chain *chain;
	const struct known *known;
	const struct stack *below;
	struct seccomp_link link;
	struct bpf_prog prog;
	unsigned int insns;
};

const struct stack *know_chain(const struct chain *chain,
			       const struct arch *arch);

static inline const struct stack *stack_of(const struct seccomp_link *link)
{
	return (const struct stack *)((const char *)link -
				      offsetof(struct stack, link));
}

enum state {
	STATE_CACHED,		/* always allowed: passes on entry */
	STATE_CONSTANT,		/* always the same answer, without running BPF */
	STATE_DEPENDENT,	/* some filters are run */
	STATE_UNKNOWN,		/* all filters are run */
};

/**
 * struct outcome - what a chain makes of a syscall
 * @state: enum state
 * @ret: the answer, if it is always the same
 * @filters: how many filters are run at most
 * @insns: how many instructions these have left
 */
struct outcome {
	enum state state;
	u32 ret;
	unsigned int filters;
	unsigned int insns;
};

struct outcome stack_outcome(const struct stack *stack, unsigned int index);

/* Must this filter of the chain, as one of those, be run for the syscall? */
bool stack_runs(const struct stack *stack, const struct stack *one,
		unsigned int index);

/**
 * struct reason - why a verdict is not constant
 * @loads: it reads something but number and arch; else it has too many
 *	   different verdicts
 * @pc: the first instruction on the syscall's way that does
 * @visited: how many instructions the syscall can come to
 * @pcs: these, in the order of the program
 */
struct reason {
	bool loads;
	unsigned int pc;
	unsigned int visited;
	u16 pcs[BPF_MAXINSNS];
};

/* Returns the answer of the last question only: static storage. */
const struct reason *know_reason(const struct filter *filter,
				 const struct arch *arch, unsigned int index);

/* The index of a syscall, or SECCOMP_CHAIN_NR if it has none. */
unsigned int index_of(const struct arch *arch, u32 audit, unsigned int nr);

/* The way back */
u32 index_audit(const struct arch *arch, unsigned int index);
unsigned int index_nr(unsigned int index);

#endif
