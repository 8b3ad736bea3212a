/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A chain of filters from files, and a process that has it
 *
 * Such filters are not made for the process that is to have them: they may stop it
 * from attaching the next one. So it attaches them while its filters are suspended,
 * which takes a tracer with CAP_SYS_ADMIN and a kernel with CHECKPOINT_RESTORE.
 * What goes wrong ends the process with a message.
 */
#ifndef BENCH_CHAIN_H
#define BENCH_CHAIN_H

#include <linux/filter.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define MAX_CHAIN	64

struct chain {
	size_t n;
	struct sock_fprog prog[MAX_CHAIN];
};

/* Put the filter in the file @path, an array of struct sock_filter, on top. */
void chain_add(struct chain *chain, const char *path);
void chain_clear(struct chain *chain);

/*
 * Start a process that attaches @chain and then runs @fn(@arg), and return once it
 * has done the former: it is stopped, traced, and its filters are suspended. It is
 * gone when the caller is, or after PTRACE_DETACH goes on with filters that count.
 * How long attaching took goes to @took, in memory that it shares, unless NULL.
 */
pid_t chain_start(const struct chain *chain, void (*fn)(const void *arg), const void *arg, uint64_t *took);

#endif
