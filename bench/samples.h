/* SPDX-License-Identifier: GPL-2.0-only */
/* What was measured of one case, again and again. */
#ifndef BENCH_SAMPLES_H
#define BENCH_SAMPLES_H

#include <stddef.h>
#include <stdint.h>

#define MAX_SAMPLES	300

struct samples {
	size_t n;
	uint64_t value[MAX_SAMPLES];
};

/* At most MAX_SAMPLES; a further one ends the process. */
void samples_add(struct samples *s, uint64_t value);

/* Of at least one sample. Both sort them. */
uint64_t samples_least(struct samples *s);
uint64_t samples_median(struct samples *s);

/*
 * Print all of them as the line "case<TAB>unit<TAB>per<TAB>samples": @label and
 * @name make the case, @per is the number of calls that each sample is for, and
 * the samples are "value" or, where there are several of it, "value*count".
 */
void samples_print(struct samples *s, const char *label, const char *name,
		   const char *unit, unsigned int per);

/* The same of a single one. */
void sample_print(const char *name, const char *unit, uint64_t value);

#endif
