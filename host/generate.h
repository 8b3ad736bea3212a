/* SPDX-License-Identifier: GPL-2.0-only */
/* Random programs that seccomp accepts. */
#ifndef HOST_GENERATE_H
#define HOST_GENERATE_H

#include <linux/filter.h>

#include "random.h"

/* Numbers that random programs like to compare with. */
u32 generate_word(struct random *r);
u32 generate_nr(struct random *r);
u32 generate_arch(struct random *r);

/* Write @len instructions. */
void generate_program(struct random *r, struct sock_filter *insns,
		      unsigned int len);

/*
 * Write a chain: for each number below @numbers a comparison with it, before a
 * random program of at most @longest instructions. Nothing returns at its end.
 * Returns how many instructions there are. Some chains are not accepted.
 */
unsigned int generate_chain(struct random *r, struct sock_filter *insns,
			    unsigned int numbers, unsigned int longest);

#endif
