/* SPDX-License-Identifier: GPL-2.0-only */
/* The filters of real programs, host/corpus/filters. */
#ifndef HOST_CORPUS_H
#define HOST_CORPUS_H

#include <linux/filter.h>

/*
 * Call @fn for each *.bpf in @dir, in the order of their names. A file that is
 * no filter the kernel would take ends the program. Returns how many there were.
 */
unsigned int corpus_each(const char *dir,
			 void (*fn)(const struct sock_filter *insns,
				    unsigned int len, void *arg), void *arg);

#endif
