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

/* @times a filter that allows every call after a look at its number. */
void allow_by_number(size_t times);

/* Compares with @len - 2 numbers, none of them a real one, and allows. */
void compare_many(size_t len);

/*
 * Looks at an argument of every call and allows it; with so many on top that
 * allow by number, or with 15 others, @older of them below.
 */
void load_argument(size_t above);
void load_argument_of_16(size_t older);

/*
 * Denies kexec_load(2); with so many on top that allow by number, or as the last
 * of @len instructions.
 */
void deny_one(size_t above);
void deny_one_at_end(size_t len);

/*
 * What a service with an allow-list has, made by libseccomp: so many rules for
 * numbers, and personality(2) checked. NULL where there is no libseccomp.
 */
void allow_list(size_t rules) __attribute__((weak));

/*
 * Filters that deny kexec_load(2) and check personality(2): one of @len
 * instructions; one of 64 below @depth - 1 that answer by the number; one of
 * 2048 that checks an argument of @dependents calls.
 */
void grow_length(size_t len);
void grow_depth(size_t depth);
void grow_dependents(size_t dependents);

/* A file of struct sock_filter. */
void install_file(const char *path);

#endif
