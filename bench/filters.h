/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The seccomp filters that calls are measured under
 *
 * Each function attaches to the calling thread, for good, and ends the process
 * with a message if that fails.
 */
#ifndef BENCH_FILTERS_H
#define BENCH_FILTERS_H

#include <stddef.h>

/* The most that the kernel takes. */
#define MAX_INSNS	4096

void allow_by_number(void);
void allow_by_number_16(void);
void compare_many(size_t len);
void compare_300(void);
void load_argument(void);
void load_argument_oldest_of_16(void);
void load_argument_middle_of_16(void);
void load_argument_newest_of_16(void);
void deny_one(void);
void deny_one_of_4096(void);
void deny_one_below_15(void);
void allow_list(void);

/*
 * Filters that deny kexec_load(2) and check personality(2): one of @len
 * instructions; one of 64 below @depth - 1 that answer by the number; one of
 * 2048 that checks an argument of @dependents calls.
 */
void grow_length(size_t len);
void grow_depth(size_t depth);
void grow_dependents(size_t dependents);

void install_file(const char *path);

#endif
