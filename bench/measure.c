// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a system call costs in guest instructions.
 *
 * Under QEMU's -icount shift=0 one instruction takes one nanosecond of guest
 * time and rdtsc counts nanoseconds, so a difference of two rdtsc is a number
 * of executed instructions. Ticks and preemption only ever add, so the least
 * of many batches is the cost. The loop around the call costs the same
 * few instructions in every case. What this leaves out: caches, branch
 * prediction, the real cost of entering the kernel.
 *
 *	measure calls [LABEL]	the calls as they come, in whatever filters apply
 *	measure filters		the same under filters installed here
 *	measure growth		the same as filters get longer and more, and as
 *				more calls depend on arguments
 *	measure attach		what installing a filter costs, and for how long
 *				nobody else gets the CPU (boot with preempt=full)
 *	measure memory		the bytes of task_struct and of a small filter
 *	measure stay [LABEL]	as calls, then sleep: a container to look at
 *	measure answered PIDFILE FILTER
 *				wait for the process whose id is in PIDFILE to
 *				sleep in "stay", count what its cache answers,
 *				save its filter in FILTER, end it
 *	measure saved FILTER	what that filter costs twice over, and to attach
 *
 * Output: lines of "case<TAB>value".
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "filters.h"
#include "outside.h"

#define BATCH		100
#define BATCHES		300
#define ATTACHES	5

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

static uint64_t now(void)
{
	uint32_t lo, hi;

	asm volatile("lfence; rdtsc" : "=a"(lo), "=d"(hi) :: "memory");
	return (uint64_t)hi << 32 | lo;
}

/* --- system calls */

struct call {
	const char *name;
	long nr, a, b, c;
};

static char byte;

static uint64_t batch(const struct call *call)
{
	uint64_t start = now();
	long i, ret;

	for (i = 0; i < BATCH; i++)
		asm volatile("syscall" : "=a"(ret)
			     : "0"(call->nr), "D"(call->a), "S"(call->b), "d"(call->c)
			     : "rcx", "r11", "memory");
	return now() - start;
}

static void measure_call(const char *label, const struct call *call)
{
	uint64_t best = UINT64_MAX;

	for (int i = 0; i < BATCHES; i++) {
		uint64_t n = batch(call);

		if (n < best)
			best = n;
	}
	printf("%s%s\t%.1f\n", label, call->name, (double)best / BATCH);
	fflush(stdout);
}

/*
 * Docker's profile allows getpid and read, denies kexec_load, and checks the
 * first argument of the others. No family is AF_MAX, so there is no socket.
 */
static void measure_calls(const char *label)
{
	int zero = open("/dev/zero", O_RDONLY);
	const struct call calls[] = {
		{ "getpid", SYS_getpid, 0, 0, 0 },
		{ "read", SYS_read, zero, (long)&byte, 1 },
		{ "denied", SYS_kexec_load, 0, 0, 0 },
		{ "checked", SYS_personality, 0xffffffff, 0, 0 },
		{ "socket", SYS_socket, AF_MAX, SOCK_STREAM, 0 },
	};

	if (zero < 0)
		err(1, "/dev/zero");
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++)
		measure_call(label, &calls[i]);
	close(zero);
}

/* --- filters */

/* A filter stays for good, so each is tried in a process of its own. */
static void in_child(void (*fn)(const void *arg), const void *arg)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (!pid) {
		fn(arg);
		fflush(stdout);
		_exit(0);
	}
	if (waitpid(pid, &status, 0) != pid || status)
		errx(1, "measuring process failed, status %#x", status);
}

struct setting {
	const char *label;
	void (*install)(void);
};

static void measure_setting(const void *arg)
{
	const struct setting *setting = arg;

	if (setting->install)
		setting->install();
	measure_calls(setting->label);
}

static void measure_filters(void)
{
	static const struct setting settings[] = {
		{ "none/", NULL },
		{ "allow/", allow_by_number },
		{ "allow-300/", compare_300 },
		{ "allow-x16/", allow_by_number_16 },
		{ "arg/", load_argument },
		{ "arg-oldest/", load_argument_oldest_of_16 },
		{ "arg-middle/", load_argument_middle_of_16 },
		{ "arg-newest/", load_argument_newest_of_16 },
		{ "deny/", deny_one },
		{ "deny-4096/", deny_one_of_4096 },
		{ "deny-x16/", deny_one_below_15 },
		{ "list/", allow_list },
	};

	for (size_t i = 0; i < ARRAY_SIZE(settings); i++)
		in_child(measure_setting, &settings[i]);
}

/* --- how costs grow */

struct growth {
	const char *what;
	void (*install)(size_t n);
	size_t n[10];
};

struct growth_case {
	const struct growth *growth;
	size_t n;
};

static void measure_growth_case(const void *arg)
{
	const struct growth_case *c = arg;
	char label[32];

	snprintf(label, sizeof(label), "%s-%zu/", c->growth->what, c->n);
	c->growth->install(c->n);
	measure_calls(label);
}

static void measure_growth(void)
{
	static const struct growth growths[] = {
		{ "length", grow_length, { 16, 64, 256, 1024, 4096 } },
		{ "depth", grow_depth, { 1, 2, 4, 8, 16, 32 } },
		{ "dependents", grow_dependents, { 1, 4, 16, 64, 256 } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(growths); i++) {
		for (const size_t *n = growths[i].n; *n; n++) {
			const struct growth_case c = { &growths[i], *n };

			in_child(measure_growth_case, &c);
		}
	}
}

/* --- attaching */

/* Shared with the children, so that they can say what they found. */
static volatile uint64_t *found;

static void attach_once(const void *arg)
{
	const size_t *len = arg;
	uint64_t start = now(), cost;

	compare_many(*len);
	cost = now() - start;
	if (cost < *found)
		*found = cost;
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

static uint64_t least(void (*fn)(const void *arg), const void *arg)
{
	uint64_t best = UINT64_MAX;

	for (int i = 0; i < ATTACHES; i++) {
		*found = UINT64_MAX;
		in_child(fn, arg);
		if (*found < best)
			best = *found;
	}
	return best;
}

/*
 * JITed programs share large pages; the first and the last one on a machine
 * pay for theirs. Where there is an init system there are always some.
 */
static pid_t hold_filters(void (*attach)(void))
{
	int ready[2];
	pid_t pid;

	if (pipe(ready))
		err(1, "pipe");
	pid = fork();
	if (!pid) {
		attach();
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
		start = now();
		nanosleep(&want, NULL);
	} while (now() - start > 4 * PERIOD);
}

static void share_found(void)
{
	found = mmap(NULL, sizeof(*found), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (found == MAP_FAILED)
		err(1, "mmap");
}

static void measure_attach(void)
{
	static const size_t lens[] = { 2, 16, 64, 300, 1024, MAX_INSNS }, none;
	pid_t holder = hold_filters(allow_by_number);

	wait_for_timers();
	share_found();
	for (size_t i = 0; i < ARRAY_SIZE(lens); i++)
		printf("attach/%zu\t%lu\n", lens[i], least(attach_once, &lens[i]));
	printf("delay/none\t%lu\n", least(attach_watched, &none));
	for (size_t i = 0; i < ARRAY_SIZE(lens); i++)
		printf("delay/%zu\t%lu\n", lens[i], least(attach_watched, &lens[i]));
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
	allow_by_number();
	before = kernel_memory();
	for (int i = 0; i < count; i++)
		allow_by_number();
	printf("filter\t%ld\n", (kernel_memory() - before) / count);
}

static void measure_memory(void)
{
	in_child(filter_memory, NULL);
	printf("task_struct\t%ld\n", read_number("/sys/kernel/slab/task_struct/object_size"));
}

/* --- the container's filter */

/* The container's filter, saved in this file. */
static const char *saved;

static void attach_saved(const void *unused)
{
	uint64_t start, cost;

	(void)unused;
	/* The first one reads the file */
	install_file(saved);
	start = now();
	install_file(saved);
	cost = now() - start;
	if (cost < *found)
		*found = cost;
}

static void install_saved_twice(void)
{
	install_file(saved);
	install_file(saved);
}

static void install_saved_16_times(void)
{
	for (int i = 0; i < 16; i++)
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
		holders[i] = hold_filters(install_saved_16_times);
	printf("filter/container\t%ld\n",
	       (kernel_memory() - before) / (16 * (long)ARRAY_SIZE(holders)));
	for (size_t i = 0; i < ARRAY_SIZE(holders); i++) {
		kill(holders[i], SIGKILL);
		waitpid(holders[i], NULL, 0);
	}
}

static void measure_saved(const char *path)
{
	const struct setting twice = { "container-x2/", install_saved_twice };
	pid_t holder = hold_filters(allow_by_number);

	saved = path;
	share_found();
	in_child(measure_setting, &twice);
	printf("attach/container\t%lu\n", least(attach_saved, NULL));
	in_child(saved_memory, NULL);
	kill(holder, SIGKILL);
}

int main(int argc, char *argv[])
{
	const char *what = argc > 1 ? argv[1] : "", *arg = argc > 2 ? argv[2] : "";

	if (!strcmp(what, "calls")) {
		measure_calls(arg);
	} else if (!strcmp(what, "filters")) {
		measure_filters();
	} else if (!strcmp(what, "growth")) {
		measure_growth();
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
	} else {
		errx(2, "usage: measure calls|stay [LABEL] | filters | growth | attach | memory | answered PIDFILE FILTER | saved FILTER");
	}
	return 0;
}
