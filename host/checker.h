/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which programs seccomp accepts: the rules of bpf_check_classic(),
 * check_load_and_stores() and seccomp_check_filter(), in one place.
 */
#ifndef HOST_CHECKER_H
#define HOST_CHECKER_H

#include <linux/filter.h>

/* Returns NULL if the program is accepted, else why it is not. */
const char *checker_objection(const struct sock_filter *insns,
			      unsigned int len);

#endif
