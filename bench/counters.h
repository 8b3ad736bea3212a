/* SPDX-License-Identifier: GPL-2.0-only */
/* What the machine itself counts: time, and cycles and instructions if it lets us. */
#ifndef BENCH_COUNTERS_H
#define BENCH_COUNTERS_H

#include <stdint.h>

enum counter { NANOSECONDS, CYCLES, INSTRUCTIONS, NR_COUNTERS };

/* Start counting for this process; a child has to do it again. */
void counters_open(void);

/*
 * What counts as CYCLES: "cycles" of this process, in the kernel too; or
 * "ticks" of the processor's clock; or NULL, nothing.
 */
const char *counters_cycles(void);

/* Are INSTRUCTIONS counted? If not, this says why. */
const char *counters_without_instructions(void);

void counters_read(uint64_t value[NR_COUNTERS]);

#endif
