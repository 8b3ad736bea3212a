/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a seccomp filter returns, as a term over its input
 *
 * Written from the definition of cBPF and the kernel's checker and converter
 * alone: it shares no code with the kernel's evaluator, nor with the oracle.
 */
#ifndef PROVE_ENCODE_H
#define PROVE_ENCODE_H

#include <linux/filter.h>

#include "term.h"

/* A, X and scratch memory on the ways that lead somewhere. */
struct machine {
	bool reached;
	term when;		/* it comes here */
	term a, x;
	term mem[BPF_MEMWORDS];
};

struct program {
	const struct sock_filter *insns;
	unsigned int len;
};

/* All words of the input are free, but number and arch if they are given. */
void encode_free_input(term *words);
void encode_syscall(term *words, u32 nr, u32 arch);

/*
 * Where a program starts: A and X are 0, and nothing is known of its memory,
 * not even that it is the same each time.
 */
struct machine encode_start(void);

/*
 * What @program returns that starts like @start at instruction @from, for the
 * input @words. It has to be one that seccomp accepts.
 */
term encode_from(const struct program *program, const term *words,
		 const struct machine *start, unsigned int from);
term encode(const struct program *program, const term *words);

/* The machine when it comes to instruction @to, having returned nowhere. */
struct machine encode_until(const struct program *program, const term *words,
			    unsigned int to);

#endif
