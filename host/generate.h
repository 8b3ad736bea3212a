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

#endif
