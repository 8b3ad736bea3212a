/* SPDX-License-Identifier: GPL-2.0-only */
/* A container as it is seen from outside. */
#ifndef BENCH_OUTSIDE_H
#define BENCH_OUTSIDE_H

/* The number in the file @path; ends the process if there is none. */
long read_number(const char *path);

/*
 * Wait for the process whose id is in the file @pidfile to sleep in pause(2),
 * count what its cache answers, save its filter in the file @save, end it.
 */
void look_at_container(const char *pidfile, const char *save);

#endif
