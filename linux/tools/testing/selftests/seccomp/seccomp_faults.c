// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is left of an attach for which there is not enough memory
 *
 * Fault injection makes the allocations fail, each in turn and many at random.
 * Then the attach either fails with ENOMEM (or 524, where there is no BPF
 * interpreter), and all is as it was before, or the filter answers as it does
 * when there is memory. In the end nothing may have been lost, as far as
 * kmemleak can tell. The tests need root, CONFIG_FAULT_INJECTION_DEBUG_FS,
 * CONFIG_FAILSLAB and CONFIG_FAIL_PAGE_ALLOC, the last one
 * CONFIG_DEBUG_KMEMLEAK.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "../kselftest_harness.h"
#include "filters.h"

/* --- Files that are switches --- */

#define DEBUGFS		"/sys/kernel/debug"
#define TRACEFS		"/sys/kernel/tracing"

static bool write_file(const char *path, const char *text)
{
	const ssize_t len = strlen(text);
	int fd = open(path, O_WRONLY | O_TRUNC);
	bool written = fd >= 0 && write(fd, text, len) == len;

	if (fd >= 0)
		close(fd);
	return written;
}

/* As much of it as there is room for, as a string. */
static bool read_file(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY);
	size_t len = 0;
	ssize_t n = -1;

	while (fd >= 0 && len < size - 1 &&
	       (n = read(fd, text + len, size - 1 - len)) > 0)
		len += n;
	text[len] = '\0';
	if (fd >= 0)
		close(fd);
	return n >= 0;
}

static bool write_number(const char *path, int n)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", n);
	return write_file(path, text);
}

/* --- What a task has of filters --- */

static const int harmless[] = {
	__NR_getppid, __NR_getuid, __NR_geteuid, __NR_getgid, __NR_getegid,
	__NR_getpgid, __NR_getsid, __NR_umask, __NR_sched_get_priority_max,
};

static const unsigned long args[] = { 0, 7, 7UL << (__SIZEOF_LONG__ * 4), -1 };

#define NR_CALLS	(ARRAY_SIZE(harmless) * ARRAY_SIZE(args))

struct state {
	long answers[NR_CALLS];
	int filters;
};

/* The second argument means nothing to these calls, but to filters. */
static long call_with(int nr, unsigned long arg)
{
	long ret = syscall(nr, 0, arg);

	return ret == -1 ? -errno : ret;
}

static int count_filters(void)
{
	static const char line[] = "\nSeccomp_filters:";
	char text[8192];
	const char *found;

	if (!read_file("/proc/self/status", text, sizeof(text)))
		return -1;
	found = strstr(text, line);
	return found ? atoi(found + strlen(line)) : -1;
}

static void look(struct state *s)
{
	unsigned int i, a, n = 0;

	memset(s, 0, sizeof(*s));
	for (i = 0; i < ARRAY_SIZE(harmless); i++)
		for (a = 0; a < ARRAY_SIZE(args); a++)
			s->answers[n++] = call_with(harmless[i], args[a]);
	s->filters = count_filters();
}

static bool same(const struct state *a, const struct state *b)
{
	return !memcmp(a, b, sizeof(*a));
}

/* --- Filters --- */

#define FIRST_ERRNO	1001

/* Loads the number, and compares it for nothing. Returns how many these are. */
static unsigned int begin(struct sock_filter *insns, unsigned int useless)
{
	unsigned int n;

	insns[0] = (struct sock_filter)LOAD_NR;
	for (n = 1; n <= useless; n++)
		insns[n] = (struct sock_filter)UNLESS(0x10000 + n, 0);
	return n;
}

/* Denies @nr, at the end of @useless comparisons. */
static int deny(unsigned int flags, int nr, int err, unsigned int useless)
{
	struct sock_filter insns[BPF_MAXINSNS];
	unsigned int n = begin(insns, useless);

	insns[n++] = (struct sock_filter)UNLESS(nr, 1);
	insns[n++] = (struct sock_filter)ERRNO(err);
	insns[n++] = (struct sock_filter)ALLOW;
	return attach_program(flags, insns, n);
}

/* As deny(), but only if the second argument is 7. */
static int deny_seven(unsigned int flags, int nr, int err, unsigned int useless)
{
	struct sock_filter insns[BPF_MAXINSNS];
	unsigned int n = begin(insns, useless);

	insns[n++] = (struct sock_filter)UNLESS(nr, 3);
	insns[n++] = (struct sock_filter)LOAD(LOW(args[1]));
	insns[n++] = (struct sock_filter)UNLESS(7, 1);
	insns[n++] = (struct sock_filter)ERRNO(err);
	insns[n++] = (struct sock_filter)ALLOW;
	return attach_program(flags, insns, n);
}

static int nothing(void)
{
	return 0;
}

static int attach_constant(void)
{
	return deny(0, __NR_getppid, FIRST_ERRNO, 0);
}

static int attach_shortened(void)
{
	return deny_seven(0, __NR_getuid, FIRST_ERRNO, 300);
}

static int stack(void)
{
	return deny_seven(0, __NR_getuid, FIRST_ERRNO + 1, 300) ||
	       deny(0, __NR_getppid, FIRST_ERRNO + 2, 100) ||
	       deny_seven(0, __NR_umask, FIRST_ERRNO + 3, 0);
}

static int attach_on_stack(void)
{
	return deny_seven(SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_LOG,
			  __NR_getuid, FIRST_ERRNO + 4, 100);
}

static int attach_twin(void)
{
	return deny_seven(0, __NR_getuid, FIRST_ERRNO + 1, 300);
}

static int attach_listener(void)
{
	return deny_seven(SECCOMP_FILTER_FLAG_NEW_LISTENER, __NR_getgid,
			  FIRST_ERRNO, 20);
}

/* --- One attach in a process of its own --- */

struct report {
	bool injected, attached;
	int err, fds;
	struct state before, after;
	char place[128];
};

static struct report *report;

static int count_fds(void)
{
	int fd, n = 0;

	for (fd = 0; fd < 64; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

/*
 * Where the last allocation that failed was asked for. Pages leave no trace
 * if they are refused: then it is known what came before.
 */
static void find_place(char *place, size_t size)
{
	static char text[1 << 16];
	const char *line, *site, *last = NULL;
	bool slab = false;

	if (!read_file(TRACEFS "/trace", text, sizeof(text)))
		return;
	for (line = text; line; line = strchr(line + 1, '\n')) {
		const char *end = strchr(line + 1, '\n');

		site = strstr(line, "call_site=");
		if (!site || (end && site > end))
			continue;
		last = site + strlen("call_site=");
		site = strstr(last, " ptr=0000000000000000 ");
		if (site && (!end || site < end)) {
			slab = true;
			break;
		}
	}
	if (last)
		snprintf(place, size, "%s%.*s", slab ? "" : "pages after ",
			 (int)strcspn(last, " "), last);
}

/* Let the @nth allocation of this task fail, or none, or what chance wants. */
static void attach_failing(int (*base)(void), int (*attach_it)(void), int nth)
{
	/* Open before it gets difficult, as it is to be turned off again. */
	int fail_nth = open("/proc/thread-self/fail-nth", O_RDWR);
	int make_it_fail = open("/proc/thread-self/make-it-fail", O_WRONLY);
	char left[16] = "", pid[32];
	int ret, len;

	/* The first of these calls tells another answer than all later ones. */
	umask(0);
	if (base())
		_exit(2);
	look(&report->before);
	snprintf(pid, sizeof(pid), "common_pid == %d", getpid());
	write_file(TRACEFS "/events/kmem/kmalloc/filter", pid);
	write_file(TRACEFS "/events/kmem/kmem_cache_alloc/filter", pid);
	write_file(TRACEFS "/trace", "");
	report->fds = count_fds();

	len = snprintf(left, sizeof(left), "%d", nth);
	if (nth < 0 && pwrite(make_it_fail, "1", 1, 0) != 1)
		_exit(3);
	if (nth > 0 && write(fail_nth, left, len) != len)
		_exit(4);
	ret = attach_it();
	report->err = errno;
	if (nth < 0 && pwrite(make_it_fail, "0", 1, 0) != 1)
		_exit(7);
	if (nth > 0) {
		if (pread(fail_nth, left, sizeof(left) - 1, 0) <= 0)
			_exit(5);
		report->injected = !atoi(left);
		if (pwrite(fail_nth, "0", 1, 0) != 1)
			_exit(6);
	}

	report->attached = ret >= 0;
	report->fds -= count_fds();
	find_place(report->place, sizeof(report->place));
	look(&report->after);
	_exit(0);
}

static int in_child(int (*base)(void), int (*attach_it)(void), int nth)
{
	pid_t pid;

	memset(report, 0, sizeof(*report));
	pid = fork();
	if (!pid)
		attach_failing(base, attach_it, nth);
	return pid < 0 ? -1 : wait_status(pid);
}

/* --- Tests --- */

static bool set_up(void)
{
	mount("debugfs", DEBUGFS, "debugfs", 0, NULL);
	mount("tracefs", TRACEFS, "tracefs", 0, NULL);
	write_file(TRACEFS "/events/kmem/kmalloc/enable", "1");
	write_file(TRACEFS "/events/kmem/kmem_cache_alloc/enable", "1");
	return write_file(DEBUGFS "/failslab/ignore-gfp-wait", "N") &&
	       write_file(DEBUGFS "/failslab/verbose", "0") &&
	       write_file(DEBUGFS "/fail_page_alloc/ignore-gfp-wait", "N") &&
	       write_file(DEBUGFS "/fail_page_alloc/ignore-gfp-highmem", "N") &&
	       write_file(DEBUGFS "/fail_page_alloc/min-order", "0") &&
	       write_file(DEBUGFS "/fail_page_alloc/verbose", "0") &&
	       !access("/proc/thread-self/fail-nth", W_OK);
}

static bool set_chance(int percent)
{
	static const char *const what[] = { "failslab", "fail_page_alloc" };
	unsigned int i;
	char path[64];

	for (i = 0; i < ARRAY_SIZE(what); i++) {
		snprintf(path, sizeof(path), DEBUGFS "/%s/task-filter", what[i]);
		if (!write_file(path, "Y"))
			return false;
		snprintf(path, sizeof(path), DEBUGFS "/%s/times", what[i]);
		if (!write_number(path, -1))
			return false;
		snprintf(path, sizeof(path), DEBUGFS "/%s/probability", what[i]);
		if (!write_number(path, percent))
			return false;
	}
	return true;
}

/* For whoever comes next. */
static void tear_down(void)
{
	set_chance(0);
	write_file(DEBUGFS "/failslab/task-filter", "N");
	write_file(DEBUGFS "/fail_page_alloc/task-filter", "N");
	write_file(TRACEFS "/events/kmem/kmalloc/enable", "0");
	write_file(TRACEFS "/events/kmem/kmem_cache_alloc/enable", "0");
	write_file(TRACEFS "/events/kmem/kmalloc/filter", "0");
	write_file(TRACEFS "/events/kmem/kmem_cache_alloc/filter", "0");
}

FIXTURE(faults)
{
};

FIXTURE_VARIANT(faults)
{
	int (*base)(void);
	int (*attach_it)(void);
};

FIXTURE_VARIANT_ADD(faults, constant) { nothing, attach_constant };
FIXTURE_VARIANT_ADD(faults, shortened) { nothing, attach_shortened };
FIXTURE_VARIANT_ADD(faults, stacked) { stack, attach_on_stack };
FIXTURE_VARIANT_ADD(faults, twin) { stack, attach_twin };
FIXTURE_VARIANT_ADD(faults, listener) { stack, attach_listener };

FIXTURE_SETUP(faults)
{
	report = mmap(NULL, sizeof(*report), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, report);
	if (!set_up())
		SKIP(return, "needs root and fault injection");
}

FIXTURE_TEARDOWN(faults)
{
	tear_down();
}

/* What the kernel says if there is neither compiled code nor an interpreter. */
#define NO_BPF_RUNTIME	524	/* as include/linux/errno.h of the kernel has it */

/* Either nothing has happened, or all of it. */
static void judge(struct __test_metadata *_metadata, const struct state *whole)
{
	if (report->attached) {
		EXPECT_TRUE(same(whole, &report->after));
		return;
	}
	if (report->err != NO_BPF_RUNTIME)
		EXPECT_EQ(ENOMEM, report->err);
	EXPECT_EQ(0, report->fds);
	EXPECT_TRUE(same(&report->before, &report->after));
}

#define MOST_PLACES	256

static bool is_new(char places[][128], unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		if (!strcmp(places[i], report->place))
			return false;
	memcpy(places[nr], report->place, sizeof(report->place));
	return true;
}

/* Guard: whichever allocation fails, a filter is attached whole or not at all. */
TEST_F_TIMEOUT(faults, one_by_one, 300)
{
	static char places[MOST_PLACES][128];
	unsigned int nth, nr = 0, survived = 0;
	bool traced = false;
	struct state whole;
	int status;

	status = in_child(variant->base, variant->attach_it, 0);
	ASSERT_EQ(0, status);
	ASSERT_TRUE(report->attached);
	ASSERT_FALSE(same(&report->before, &report->after));
	whole = report->after;

	for (nth = 1; nth < MOST_PLACES; nth++) {
		status = in_child(variant->base, variant->attach_it, nth);
		ASSERT_EQ(0, status);
		if (!report->injected)
			break;
		survived += report->attached;
		nr += is_new(places, nr);
		traced |= report->place[0];
		TH_LOG("%u: %s: %s", nth, report->place,
		       report->attached ? "attached" : strerror(report->err));
		judge(_metadata, &whole);
	}
	TH_LOG("%u failures at %u places, %u times attached all the same",
	       nth - 1, nr, survived);
	EXPECT_TRUE(report->attached);
	EXPECT_TRUE(same(&whole, &report->after));
	/* Without the trace events all places look alike */
	EXPECT_LT(10, traced ? nr : nth - 1);
	EXPECT_GT(MOST_PLACES, nth);
}

/* Guard: several failures in the same attach are no worse than one. */
TEST_F_TIMEOUT(faults, at_random, 300)
{
	unsigned int i, attached = 0;
	const unsigned int rounds = 100;
	struct state whole;
	int status;

	status = in_child(variant->base, variant->attach_it, 0);
	ASSERT_EQ(0, status);
	ASSERT_TRUE(report->attached);
	whole = report->after;

	for (i = 0; i < rounds; i++) {
		ASSERT_TRUE(set_chance(1 + i % 20));
		status = in_child(variant->base, variant->attach_it, -1);
		ASSERT_EQ(0, status);
		attached += report->attached;
		judge(_metadata, &whole);
	}
	set_chance(0);
	TH_LOG("%u of %u attached", attached, rounds);
	EXPECT_LT(0, attached);
	EXPECT_GT(rounds, attached);
}

#define KMEMLEAK	DEBUGFS "/kmemleak"

/*
 * What is not referenced any more and was allocated for a filter: so its
 * backtrace says, before which the name of this program stands.
 */
static const char *find_leak(void)
{
	static char text[1 << 16];
	char *at, *next, *trace;

	if (!read_file(KMEMLEAK, text, sizeof(text)))
		return NULL;
	for (at = strstr(text, "unreferenced object"); at; at = next) {
		next = strstr(at + 1, "unreferenced object");
		if (next)
			next[-1] = '\0';
		trace = strstr(at, "backtrace");
		if (trace && strstr(trace, "seccomp"))
			return at;
	}
	return NULL;
}

FIXTURE(memory)
{
};

FIXTURE_SETUP(memory)
{
	report = mmap(NULL, sizeof(*report), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, report);
	/* It can be there, but turned off. What it has found is not of here. */
	if (!set_up() || !write_file(KMEMLEAK, "scan") ||
	    !write_file(KMEMLEAK, "clear"))
		SKIP(return, "needs root, fault injection and kmemleak");
}

FIXTURE_TEARDOWN(memory)
{
	tear_down();
}

/* Guard: what a failed attach has allocated is freed, as is a whole filter. */
TEST_F_TIMEOUT(memory, given_back, 300)
{
	static int (*const attach_them[])(void) = {
		attach_constant, attach_shortened, attach_on_stack,
		attach_listener,
	};
	const char *leak;
	unsigned int i;
	int status;

	ASSERT_TRUE(set_chance(10));
	for (i = 0; i < 100; i++) {
		status = in_child(stack, attach_them[i % 4], -1);
		ASSERT_EQ(0, status);
	}
	set_chance(0);
	/* It does not look at what is younger than five seconds. */
	sleep(6);
	for (i = 0; i < 2; i++)
		ASSERT_TRUE(write_file(KMEMLEAK, "scan"));
	leak = find_leak();
	EXPECT_EQ(NULL, leak) {
		TH_LOG("%s", leak);
	}
}

int main(int argc, char **argv)
{
	need_filters();
	return test_harness_run(argc, argv);
}
