/* SPDX-License-Identifier: GPL-2.0-only */
/* Tasks that run under filters, and the two ways to find their filters. */
#ifndef _TOOLS_SECCOMP_PROCESS_H
#define _TOOLS_SECCOMP_PROCESS_H

#include <linux/types.h>
#include <sys/types.h>

#include "filter.h"

struct process {
	char comm[16];
	char *exe;
	pid_t pid;
	u32 arch;
	const struct chain *chain;
};

/* What to do with each task that is found. */
typedef void process_fn(const struct process *process);

/* Set its names as far as /proc/PID still tells them; the old ones remain. */
void process_name(struct process *p);

/* The process that a task is a thread of, or the task itself if unknown. */
pid_t process_of(pid_t tid);

/* Find the filters of all threads of a running process. */
void attach(pid_t pid, process_fn *found);

/*
 * Run a command and watch it and all that it starts until they have ended, or
 * until a signal tells us to stop. Tasks that have attached filters themselves
 * are found when they end. Returns what to exit with to pass on the status.
 */
int watch(char **argv, process_fn *found);

#endif
