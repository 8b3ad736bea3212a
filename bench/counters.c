// SPDX-License-Identifier: GPL-2.0-only
/* Time by the clock, the rest by perf events where they may be used; see counters.h. */
#define _GNU_SOURCE
#include "counters.h"

#include <err.h>
#include <errno.h>
#include <linux/perf_event.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "arch.h"

/* The counters of a group, as read(2) gives them. */
struct group {
	uint64_t nr, cycles, instructions;
};

static int leader = -1;
static char why_not[128];

static int open_event(uint64_t config, int group)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_HARDWARE,
		.size = sizeof(attr),
		.config = config,
		.read_format = PERF_FORMAT_GROUP,
		.exclude_hv = 1,
		/* All of the time, or not at all */
		.pinned = group < 0,
	};

	return syscall(SYS_perf_event_open, &attr, 0, -1, group, PERF_FLAG_FD_CLOEXEC);
}

/* Fails if the processor's counters are taken. */
static bool read_group(struct group *group)
{
	return read(leader, group, sizeof(*group)) == sizeof(*group);
}

static void explain(int error)
{
	FILE *f = fopen("/proc/sys/kernel/perf_event_paranoid", "re");
	int paranoid;

	if ((error == EACCES || error == EPERM) && f && fscanf(f, "%d", &paranoid) == 1)
		snprintf(why_not, sizeof(why_not),
			 "not allowed, kernel.perf_event_paranoid is %d and must be 1 or less", paranoid);
	else
		snprintf(why_not, sizeof(why_not), "perf_event_open: %s", strerror(error));
	if (f)
		fclose(f);
}

/* Both or none, so that what is printed does belong together. */
void counters_open(void)
{
	struct group group;

	if (leader >= 0)
		close(leader);
	errno = 0;
	leader = open_event(PERF_COUNT_HW_CPU_CYCLES, -1);
	if (leader >= 0 && open_event(PERF_COUNT_HW_INSTRUCTIONS, leader) >= 0 && read_group(&group))
		return;
	explain(errno ? errno : EBUSY);
	if (leader >= 0)
		close(leader);
	leader = -1;
}

const char *counters_cycles(void)
{
	if (leader >= 0)
		return "cycles";
	return HAVE_TICKS ? "ticks" : NULL;
}

const char *counters_without_instructions(void)
{
	return leader >= 0 ? NULL : why_not;
}

void counters_read(uint64_t value[NR_COUNTERS])
{
	struct group group = { };
	struct timespec t;

	if (leader >= 0 && !read_group(&group))
		err(1, "reading performance counters");
	clock_gettime(CLOCK_MONOTONIC, &t);
	value[NANOSECONDS] = t.tv_sec * UINT64_C(1000000000) + t.tv_nsec;
	value[CYCLES] = leader >= 0 ? group.cycles : HAVE_TICKS ? ticks() : 0;
	value[INSTRUCTIONS] = group.instructions;
}
