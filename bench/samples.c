// SPDX-License-Identifier: GPL-2.0-only
/* Samples, and how they are printed: see samples.h. */
#include "samples.h"

#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

void samples_add(struct samples *s, uint64_t value)
{
	if (s->n == MAX_SAMPLES)
		errx(1, "more than %d samples", MAX_SAMPLES);
	s->value[s->n++] = value;
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void sort(struct samples *s)
{
	qsort(s->value, s->n, sizeof(*s->value), compare);
}

uint64_t samples_least(struct samples *s)
{
	sort(s);
	return s->value[0];
}

uint64_t samples_median(struct samples *s)
{
	sort(s);
	return s->value[s->n / 2];
}

void samples_print(struct samples *s, const char *label, const char *name,
		   const char *unit, unsigned int per)
{
	size_t next;

	sort(s);
	printf("%s%s\t%s\t%u\t", label, name, unit, per);
	for (size_t i = 0; i < s->n; i = next) {
		for (next = i + 1; next < s->n && s->value[next] == s->value[i]; next++)
			;
		printf("%s%" PRIu64, i ? " " : "", s->value[i]);
		if (next - i > 1)
			printf("*%zu", next - i);
	}
	putchar('\n');
	fflush(stdout);
}

void sample_print(const char *name, const char *unit, uint64_t value)
{
	struct samples one = { .n = 1, .value = { value } };

	samples_print(&one, name, "", unit, 1);
}
