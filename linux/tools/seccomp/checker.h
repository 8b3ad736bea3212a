/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which programs seccomp accepts: the rules of bpf_check_classic(),
 * check_load_and_stores() and seccomp_check_filter(), in one place.
 */
#ifndef _TOOLS_SECCOMP_CHECKER_H
#define _TOOLS_SECCOMP_CHECKER_H

#include <linux/filter.h>

/* Returns NULL if the program is accepted, else why it is not, and at which. */
const char *checker_objection_at(const struct sock_filter *insns,
				 unsigned int len, unsigned int *at);

static inline const char *checker_objection(const struct sock_filter *insns,
					    unsigned int len)
{
	unsigned int at;

	return checker_objection_at(insns, len, &at);
}

#endif
