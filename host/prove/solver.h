/* SPDX-License-Identifier: GPL-2.0-only */
/* Is something true for whatever input? Asks z3. */
#ifndef PROVE_SOLVER_H
#define PROVE_SOLVER_H

#include "term.h"

enum answer {
	PROVED,
	REFUTED,
	UNDECIDED,	/* z3 gave up */
};

struct solver_count {
	unsigned long asked, proved, refuted, undecided;
	double seconds, longest;
};

extern struct solver_count solver_count;

/* To be called after term_reset(). */
void solver_reset(void);

/*
 * Is @claim true for all input for which @given is? If not, an input for which
 * it is not goes to @example.
 */
enum answer solver_holds(term given, term claim, struct seccomp_data *example);

/* Its version. */
const char *solver_version(void);

#endif
