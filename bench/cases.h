/* SPDX-License-Identifier: GPL-2.0-only */
/* What is measured: system calls, and the filters they are made under. */
#ifndef BENCH_CASES_H
#define BENCH_CASES_H

#include <stddef.h>

#include "arch.h"

/* Calls in one sample, where instructions are counted */
#define BATCH	100

struct call {
	const char *name;
	long nr, a, b, c;
};

/* The calls, up to one without a name. They need /dev/zero. */
const struct call *all_calls(void);

/* Make @call @times, in a loop that costs the same few instructions for each. */
static inline void make_calls(const struct call *call, int times)
{
	for (int i = 0; i < times; i++)
		system_call(call->nr, call->a, call->b, call->c);
}

/* Filters that are attached together: @install(@n), or none. */
struct setting {
	char label[32];
	void (*install)(size_t n);
	size_t n;
};

/* Run @fn for each of a list of settings: those that differ in kind, */
void each_setting(void (*fn)(const struct setting *setting));

/* and those that grow: in length, in number, in how many calls depend. */
void each_growth(void (*fn)(const struct setting *setting));

/*
 * A filter stays for good, so each is tried in a process of its own. This returns
 * how that ended, as wait(2) says it;
 */
int run_child(void (*fn)(const void *arg), const void *arg);

/* this ends the process if it did not end well. */
void in_child(void (*fn)(const void *arg), const void *arg);

/* Memory that children share, so that they can say what they found. */
void *shared_memory(size_t size);

#endif
