/* SPDX-License-Identifier: GPL-2.0-only */
/* Planted differences: a prover that overlooks one proves nothing. */
#ifndef PROVE_PLANT_H
#define PROVE_PLANT_H

#include "filters.h"

struct plant_count {
	unsigned long planted;	/* differences */
	unsigned long found;	/* and confirmed by the oracle */
	unsigned long harmless;	/* proved to make no difference */
};

extern struct plant_count plant_count;

/* Those that somebody thought of. Each is one test. */
void plant_known(void);

/* @n changes to what the kernel makes of @f. One test. */
void plant_anywhere(const struct filter *f, struct random *r, unsigned int n);

#endif
