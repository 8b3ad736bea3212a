/* SPDX-License-Identifier: GPL-2.0-only */
/* What calls cost in the filters of real programs. */
#ifndef BENCH_PROGRAMS_H
#define BENCH_PROGRAMS_H

/*
 * Measure each line "name<TAB>ID,ID,..." of the file @list: the filters @dir/ID.bpf,
 * oldest first. The first line must have no filters, for calls without seccomp; for a
 * call that a chain does not let do the same nothing is printed.
 */
void measure_programs(const char *dir, const char *list);

#endif
