// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a system call costs in guest instructions.
 *
 * Under QEMU's -icount shift=0 one instruction takes one nanosecond of guest
 * time and rdtsc (on arm64 cntvct_el0, elsewhere the clock) counts nanoseconds, so
 * a difference of two is a number of executed instructions. Timer interrupts and preemption only ever add, so
 * the least of many samples is the cost. The loop around the call costs the same
 * few instructions in every case. bench/README.md says what this leaves out.
 *
 *	measure calls [LABEL]	the calls as they come, in whatever filters apply
 *	measure filters		the same under filters installed here
 *	measure growth		the same as filters get longer and more, and as
 *				more calls depend on arguments
 *	measure machine		what processor and kernel this is
 *	measure attach		what installing a filter costs, and for how long
 *				nobody else gets the CPU (boot with preempt=full)
 *	measure memory		the bytes of task_struct and of a small filter
 *	measure stay [LABEL]	as calls, then sleep: a container to look at
 *	measure answered PIDFILE FILTER
 *				wait for the process whose id is in PIDFILE to
 *				sleep in "stay", count what its cache answers,
 *				save its filter in FILTER, end it
 *	measure saved FILTER	what that filter costs twice over, to attach, and for
 *				calls with the x32 bit
 *	measure programs DIR LIST
 *				what calls cost in real programs' filters
 *
 * Output: lines of "case<TAB>unit<TAB>per<TAB>samples", see samples.h.
 */
#define _GNU_SOURCE
#include <err.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "arch.h"
#include "cases.h"
#include "filters.h"
#include "machine.h"
#include "outside.h"
#include "programs.h"
#include "samples.h"

#define SAMPLES		100
#define ATTACHES	5

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* --- system calls */

static void measure_call(const char *label, const struct call *call)
{
	struct samples s = { };

	for (int i = 0; i < SAMPLES; i++) {
		uint64_t start = ticks();

		make_calls(call, BATCH);
		samples_add(&s, ticks() - start);
	}
	samples_print(&s, label, call->name, "instructions", BATCH);
}

static void measure_calls(const char *label)
{
	for (const struct call *call = all_calls(); call->name; call++)
		measure_call(label, call);
}

static void measure_in_child(const void *arg)
{
	const struct setting *setting = arg;

	if (setting->install)
		setting->install(setting->n);
	measure_calls(setting->label);
}

static void measure_setting(const struct setting *setting)
{
	in_child(measure_in_child, setting);
}

/* --- attaching */

/* What a child found, shared with it. */
static volatile uint64_t *found;

static void attach_once(const void *arg)
{
	const size_t *len = arg;
	uint64_t start = ticks();

	compare_many(*len);
	*found = ticks() - start;
}

/*
 * A real-time thread that wants to run every PERIOD and notes how late it came
 * at worst. On a kernel that preempts fully it is late only where interrupts
 * or preemption were off.
 */
#define PERIOD	50000

static volatile bool watching, stop_watching;

static void *watch(void *unused)
{
	struct timespec next, here;
	int64_t late, worst = 0;

	clock_gettime(CLOCK_MONOTONIC, &next);
	watching = true;
	while (!stop_watching) {
		next.tv_nsec += PERIOD;
		if (next.tv_nsec >= 1000000000) {
			next.tv_nsec -= 1000000000;
			next.tv_sec++;
		}
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
		clock_gettime(CLOCK_MONOTONIC, &here);
		late = (here.tv_sec - next.tv_sec) * 1000000000LL + here.tv_nsec - next.tv_nsec;
		if (late > worst)
			worst = late;
		if (late > PERIOD)
			next = here;
	}
	*found = worst;
	return unused;
}

static void attach_watched(const void *arg)
{
	const size_t *len = arg;
	struct sched_param prio = { .sched_priority = 50 };
	struct timespec while_idle = { .tv_nsec = 1000000 };
	pthread_attr_t attr;
	pthread_t watcher;

	pthread_attr_init(&attr);
	pthread_attr_setinheritsched(&attr, PTHREAD_EXPLICIT_SCHED);
	pthread_attr_setschedpolicy(&attr, SCHED_FIFO);
	pthread_attr_setschedparam(&attr, &prio);
	if (pthread_create(&watcher, &attr, watch, NULL))
		errx(1, "no real-time thread");
	while (!watching)
		sched_yield();
	nanosleep(&while_idle, NULL);
	if (*len)
		compare_many(*len);
	stop_watching = true;
	pthread_join(watcher, NULL);
}

static void measure_found(const char *label, const char *name,
			  void (*fn)(const void *arg), const void *arg)
{
	struct samples s = { };

	for (int i = 0; i < ATTACHES; i++) {
		in_child(fn, arg);
		samples_add(&s, *found);
	}
	samples_print(&s, label, name, "instructions", 1);
}

/*
 * JITed programs share large pages; the first and the last one on a machine
 * pay for theirs. Where there is an init system there are always some.
 */
static pid_t hold_filters(void (*attach)(size_t n), size_t n)
{
	int ready[2];
	pid_t pid;
	char byte;

	if (pipe(ready))
		err(1, "pipe");
	pid = fork();
	if (!pid) {
		attach(n);
		close(ready[0]);
		close(ready[1]);
		pause();
		_exit(0);
	}
	close(ready[1]);
	if (pid < 0 || read(ready[0], &byte, 1))
		err(1, "fork");
	close(ready[0]);
	return pid;
}

/* High-resolution timers start working some time after boot. */
static void wait_for_timers(void)
{
	const struct timespec want = { .tv_nsec = PERIOD };
	uint64_t start;

	do {
		start = ticks();
		nanosleep(&want, NULL);
	} while (ticks() - start > 4 * PERIOD);
}

static void measure_attach(void)
{
	static const size_t lens[] = { 2, 16, 64, 300, 1024, MAX_INSNS }, none;
	pid_t holder = hold_filters(allow_by_number, 1);
	char name[16];

	wait_for_timers();
	found = shared_memory(sizeof(*found));
	measure_found("delay/", "none", attach_watched, &none);
	for (size_t i = 0; i < ARRAY_SIZE(lens); i++) {
		snprintf(name, sizeof(name), "%zu", lens[i]);
		measure_found("attach/", name, attach_once, &lens[i]);
		measure_found("delay/", name, attach_watched, &lens[i]);
	}
	kill(holder, SIGKILL);
}

/* --- memory */

/*
 * What the kernel has allocated for itself. (Free memory would be simpler to
 * read, but pages of 2 MB for JITed code come and go in it.)
 */
static long kernel_memory(void)
{
	FILE *f = fopen("/proc/meminfo", "re");
	char line[128];
	long kb, sum = 0;

	if (!f)
		err(1, "/proc/meminfo");
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "Slab: %ld", &kb) == 1 ||
		    sscanf(line, "VmallocUsed: %ld", &kb) == 1 ||
		    sscanf(line, "Percpu: %ld", &kb) == 1)
			sum += kb;
	fclose(f);
	return sum * 1024;
}

/* All that a small filter takes, with its program and its bookkeeping. */
static void filter_memory(const void *arg)
{
	const int count = 2000;
	long before;

	(void)arg;
	allow_by_number(1);
	before = kernel_memory();
	allow_by_number(count);
	sample_print("filter", "bytes", (kernel_memory() - before) / count);
}

static void measure_memory(void)
{
	in_child(filter_memory, NULL);
	sample_print("task_struct", "bytes", read_number("/sys/kernel/slab/task_struct/object_size"));
}

/* --- the container's filter */

/* The container's filter, saved in this file. */
static const char *saved;

static void attach_saved(const void *unused)
{
	uint64_t start;

	(void)unused;
	/* The first one reads the file */
	install_file(saved);
	start = ticks();
	install_file(saved);
	*found = ticks() - start;
}

static void install_saved(size_t times)
{
	for (size_t i = 0; i < times; i++)
		install_file(saved);
}

/*
 * All that the container's filter takes. So many, as JITed code gets its memory
 * in pieces of 2 MB.
 */
static void saved_memory(const void *unused)
{
	pid_t holders[48];
	long before = kernel_memory();

	(void)unused;
	for (size_t i = 0; i < ARRAY_SIZE(holders); i++)
		holders[i] = hold_filters(install_saved, 16);
	sample_print("filter/container", "bytes",
		     (kernel_memory() - before) / (16 * (long)ARRAY_SIZE(holders)));
	for (size_t i = 0; i < ARRAY_SIZE(holders); i++) {
		kill(holders[i], SIGKILL);
		waitpid(holders[i], NULL, 0);
	}
}

/* The same call to a program, but another number to its filter */
static void call_x32(const void *arg)
{
	const struct call call = { .name = "x32", .nr = SYS_getpid | X32_BIT };
	const struct setting *setting = arg;

	if (setting->install)
		setting->install(setting->n);
	measure_call(setting->label, &call);
}

static void measure_x32(void)
{
	static const struct setting settings[] = {
		{ "none/", NULL, 0 },
		{ "allow/", allow_by_number, 1 },
		{ "container/", install_saved, 1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(settings); i++)
		in_child(call_x32, &settings[i]);
}

static void measure_saved(const char *path)
{
	const struct setting twice = { "container-x2/", install_saved, 2 };
	pid_t holder = hold_filters(allow_by_number, 1);

	saved = path;
	found = shared_memory(sizeof(*found));
	measure_setting(&twice);
	measure_found("attach/", "container", attach_saved, NULL);
	in_child(saved_memory, NULL);
	if (X32_BIT)
		measure_x32();
	kill(holder, SIGKILL);
}

int main(int argc, char *argv[])
{
	const char *what = argc > 1 ? argv[1] : "", *arg = argc > 2 ? argv[2] : "";
	pid_t holder;

	if (!strcmp(what, "machine")) {
		print_machine();
	} else if (!strcmp(what, "calls")) {
		measure_calls(arg);
	} else if (!strcmp(what, "filters")) {
		each_setting(measure_setting);
	} else if (!strcmp(what, "growth")) {
		each_growth(measure_setting);
	} else if (!strcmp(what, "attach")) {
		measure_attach();
	} else if (!strcmp(what, "memory")) {
		measure_memory();
	} else if (!strcmp(what, "stay")) {
		measure_calls(arg);
		pause();
	} else if (!strcmp(what, "answered") && argc == 4) {
		look_at_container(arg, argv[3]);
	} else if (!strcmp(what, "saved") && argc == 3) {
		measure_saved(arg);
	} else if (!strcmp(what, "programs") && argc == 4) {
		holder = hold_filters(allow_by_number, 1);
		measure_programs(arg, argv[3]);
		kill(holder, SIGKILL);
	} else {
		errx(2, "usage: measure machine | calls|stay [LABEL] | filters | growth | attach | memory | answered PIDFILE FILTER | saved FILTER | programs DIR LIST");
	}
	return 0;
}
