/* SPDX-License-Identifier: GPL-2.0-only */
/* What processor and kernel this is. */
#ifndef BENCH_MACHINE_H
#define BENCH_MACHINE_H

/* The processor by name, or "unknown". */
const char *cpu_model(void);

/*
 * Whether the running kernel has CONFIG_SECCOMP_CACHE, and what says so: its
 * configuration. Where that cannot be read, "unknown" and why.
 */
const char *seccomp_cache_config(void);

/* seccomp_cache= on the kernel's command line, or NULL if there is none. */
const char *seccomp_cache_boot(void);

/* Print lines of "#fact<TAB>value", for the results. */
void print_machine(void);

#endif
