/* SPDX-License-Identifier: GPL-2.0-only */
/* What is known of a chain of filters, on standard output. */
#ifndef _TOOLS_SECCOMP_PRINT_H
#define _TOOLS_SECCOMP_PRINT_H

#include "analysis.h"

/**
 * struct subject - what is looked into
 * @title: who has these filters
 * @stack: the filters
 * @audit: the arch whose syscalls are told of one by one
 */
struct subject {
	const char *title;
	const struct stack *stack;
	u32 audit;
};

/* How many syscalls are in each state; by enum state. */
struct counts {
	unsigned int of[STATE_UNKNOWN + 1];
	unsigned int most_insns;	/* left for a dependent one */
};

struct counts count_states(const struct stack *stack, u32 audit);

/* The same of one filter, whatever it is stacked on. */
enum state known_state(const struct known *known, unsigned int index, u32 *ret);

/* For a person */
void print_report(const struct subject *subject);

/* A line for each syscall */
void print_list(const struct subject *subject);

/* All instructions of all filters */
void print_disasm(const struct subject *subject);

/* As /proc/PID/seccomp_cache */
void print_proc(const struct stack *stack);

#endif
