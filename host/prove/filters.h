/* SPDX-License-Identifier: GPL-2.0-only */
/* Where filters to prove something of come from. */
#ifndef PROVE_FILTERS_H
#define PROVE_FILTERS_H

#include "attach.h"
#include "random.h"

/* From a file with struct sock_filter one after the other. Exits if it cannot. */
struct filter *filter_read(const char *path);

/* As libseccomp writes them: random rules, the same for the same @seed. */
struct filter *filter_libseccomp(u64 seed);

/* Random ones, with a comparison for each of some numbers. */
struct filter *filter_random(u64 seed);

void filter_free(struct filter *f);

#endif
