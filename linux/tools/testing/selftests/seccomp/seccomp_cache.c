// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a task sees of the seccomp verdict cache: nothing but speed.
 *
 * Apart from those that read /proc/PID/seccomp_cache, the tests hold on every
 * kernel, with the cache, without it, and with seccomp_cache=off. Each names
 * the guard that it watches: take that out of the kernel and the test fails.
 *
 * Filters here answer with errno values that no system call returns, so it is
 * always known who answered.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>

#include "../kselftest_harness.h"
#include "filters.h"

#define DENIED		1001
#define DENIED_TOO	1002

/* How often a call is made to be sure of its answer */
#define LOOPS		200

#ifndef PR_SET_SYSCALL_USER_DISPATCH
#define PR_SET_SYSCALL_USER_DISPATCH	59
#define PR_SYS_DISPATCH_ON		1
#endif

static int allow_all(void)
{
	return attach(0, ALLOW);
}

static bool allow_all_times(int n)
{
	while (n && !allow_all())
		n--;
	return !n;
}

static int deny(unsigned int flags, int nr, int err)
{
	return attach(flags, LOAD_NR, UNLESS(nr, 1), ERRNO(err), ALLOW);
}

/* As deny(), but the answer is at the end of as long a way as there can be. */
static int deny_slowly(int nr, int err)
{
	static const struct sock_filter tail[] = {
		UNLESS(0, 1), ERRNO(0), ALLOW,
	};
	static struct sock_filter insns[BPF_MAXINSNS];
	const int last = BPF_MAXINSNS - ARRAY_SIZE(tail);
	int i;

	insns[0] = (struct sock_filter)LOAD_NR;
	for (i = 1; i < last; i++)
		insns[i] = (struct sock_filter)UNLESS(0x10000 + i, 0);
	memcpy(&insns[last], tail, sizeof(tail));
	insns[last].k = nr;
	insns[last + 1].k |= err;
	return attach_program(0, insns, BPF_MAXINSNS);
}

/* Is the answer each time the one expected? */
static bool always(long nr, long answer)
{
	int i;

	for (i = 0; i < LOOPS; i++)
		if (call(nr, 0) != answer)
			return false;
	return true;
}

/* Guard: the bit is looked up by number, and it is there only for ALLOW. */
TEST(allowed_and_denied)
{
	long pid = call(__NR_getpid, 0);
	int i;

	ASSERT_EQ(0, deny(0, __NR_getppid, DENIED));
	for (i = 0; i < LOOPS; i++) {
		ASSERT_EQ(pid, call(__NR_getpid, 0));
		ASSERT_EQ(-DENIED, call(__NR_getppid, 0));
	}
}

/* Guard: the evaluator gives up where an argument's low half is loaded. */
TEST(argument_low_half)
{
	int i;

	ASSERT_EQ(0, attach(0, LOAD_NR, UNLESS(__NR_getppid, 3),
			    LOAD(LOW(args[0])), UNLESS(7, 1), ERRNO(DENIED),
			    ALLOW));
	for (i = 0; i < LOOPS; i++) {
		ASSERT_LE(0, call(__NR_getppid, 6));
		ASSERT_EQ(-DENIED, call(__NR_getppid, 7));
	}
}

#if __SIZEOF_LONG__ == 8
/* Guard: the evaluator gives up where an argument's high half is loaded. */
TEST(argument_high_half)
{
	int i;

	ASSERT_EQ(0, attach(0, LOAD_NR, UNLESS(__NR_getppid, 3),
			    LOAD(HIGH(args[0])), UNLESS(7, 1), ERRNO(DENIED),
			    ALLOW));
	for (i = 0; i < LOOPS; i++) {
		ASSERT_LE(0, call(__NR_getppid, 7));
		ASSERT_EQ(-DENIED, call(__NR_getppid, 7UL << 32));
	}
}
#endif

/* Guard: a new filter's verdicts reach the task, a stale copy does not stay. */
TEST(stack_deny_on_allow)
{
	long pid = call(__NR_getpid, 0);
	long ppid = call(__NR_getppid, 0);
	int i;

	ASSERT_EQ(0, allow_all());
	EXPECT_TRUE(always(__NR_getppid, ppid));
	ASSERT_EQ(0, deny(0, __NR_getppid, DENIED));
	for (i = 0; i < LOOPS; i++) {
		ASSERT_EQ(-DENIED, call(__NR_getppid, 0));
		ASSERT_EQ(pid, call(__NR_getpid, 0));
	}
}

/* Guard: composition takes the older filters' verdicts in. */
TEST(stack_allow_on_deny)
{
	ASSERT_EQ(0, deny(0, __NR_getppid, DENIED));
	ASSERT_EQ(0, allow_all());
	EXPECT_TRUE(always(__NR_getppid, -DENIED));
}

/* Guard: on a tie the newest filter answers. */
TEST(stack_tie)
{
	ASSERT_EQ(0, deny(0, __NR_getppid, DENIED));
	ASSERT_EQ(0, deny(0, __NR_getppid, DENIED_TOO));
	EXPECT_EQ(-DENIED_TOO, call(__NR_getppid, 0));
}

/* Guard: a dependent filter anywhere in the stack keeps the number out. */
TEST(stack_of_32)
{
	long pid = call(__NR_getpid, 0);
	int i;

	ASSERT_TRUE(allow_all_times(15));
	ASSERT_EQ(0, deny(0, __NR_getppid, DENIED));
	ASSERT_EQ(0, attach(0, LOAD_NR, UNLESS(__NR_gettid, 3),
			    LOAD(LOW(args[0])), UNLESS(7, 1),
			    ERRNO(DENIED_TOO), ALLOW));
	ASSERT_TRUE(allow_all_times(15));
	for (i = 0; i < LOOPS; i++) {
		ASSERT_EQ(pid, call(__NR_getpid, 0));
		ASSERT_EQ(-DENIED, call(__NR_getppid, 0));
		ASSERT_LT(0, call(__NR_gettid, 6));
		ASSERT_EQ(-DENIED_TOO, call(__NR_gettid, 7));
	}
}

/* Guard: a walk bounded too low may cost speed, never the answer. */
TEST(longest_filter)
{
	long pid = call(__NR_getpid, 0);

	ASSERT_EQ(0, deny_slowly(__NR_getppid, DENIED));
	EXPECT_EQ(pid, call(__NR_getpid, 0));
	EXPECT_EQ(-DENIED, call(__NR_getppid, 0));
}

/*
 * Guard: an attach comes to an end, so that a kill does. How soon is not
 * judged here, but what outlives the kill runs into the time limit.
 */
TEST(attach_is_killable)
{
	pid_t pid = fork();
	int status;

	ASSERT_LE(0, pid);
	if (!pid)
		for (;;)
			deny_slowly(__NR_getppid, DENIED);
	usleep(200000);
	ASSERT_EQ(0, kill(pid, SIGKILL));
	status = wait_status(pid);
	ASSERT_TRUE(WIFSIGNALED(status));
	EXPECT_EQ(SIGKILL, WTERMSIG(status));
}

/* Guard: what is not cached still reaches the kill. */
TEST(kill_process)
{
	pid_t pid = fork();
	int i, status;

	ASSERT_LE(0, pid);
	if (!pid) {
		if (attach(0, LOAD_NR, UNLESS(__NR_getppid, 1),
			   RET(SECCOMP_RET_KILL_PROCESS), ALLOW))
			_exit(1);
		for (i = 0; i < LOOPS; i++)
			call(__NR_getpid, 0);
		call(__NR_getppid, 0);
		_exit(2);
	}
	status = wait_status(pid);
	ASSERT_TRUE(WIFSIGNALED(status));
	EXPECT_EQ(SIGSYS, WTERMSIG(status));
}

/* Guard: modes other than FILTER have nothing cached. */
TEST(strict_mode)
{
	pid_t pid;
	int status;

	if (filtered())
		SKIP(return, "runs under a filter already");
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT, 0, 0, 0))
			_exit(1);
		call(__NR_getpid, 0);
		syscall(__NR_exit, 2);
	}
	status = wait_status(pid);
	ASSERT_TRUE(WIFSIGNALED(status));
	EXPECT_EQ(SIGKILL, WTERMSIG(status));
}

/* Guard: fork copies the parent's verdicts, and from then on they are two. */
TEST(fork_inherits)
{
	int i, status;
	pid_t pid;

	ASSERT_EQ(0, deny(0, __NR_getppid, DENIED));
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		for (i = 0; i < LOOPS; i++) {
			EXPECT_LT(0, call(__NR_getpid, 0));
			EXPECT_EQ(-DENIED, call(__NR_getppid, 0));
		}
		EXPECT_EQ(0, deny(0, __NR_getpid, DENIED_TOO));
		EXPECT_EQ(-DENIED_TOO, call(__NR_getpid, 0));
		EXPECT_EQ(-DENIED, call(__NR_getppid, 0));
		_exit(_metadata->exit_code);
	}
	status = wait_status(pid);
	EXPECT_EQ(0, status);
	EXPECT_LT(0, call(__NR_getpid, 0));
	EXPECT_EQ(-DENIED, call(__NR_getppid, 0));
}

static void *deny_in_thread(void *unused)
{
	if (deny(0, __NR_gettid, DENIED_TOO))
		return NULL;
	if (call(__NR_gettid, 0) != -DENIED_TOO ||
	    call(__NR_getppid, 0) != -DENIED)
		return NULL;
	return "well";
}

/* Guard: threads have a copy each. */
TEST(thread_inherits)
{
	pthread_t thread;
	void *how;

	ASSERT_EQ(0, deny(0, __NR_getppid, DENIED));
	ASSERT_EQ(0, pthread_create(&thread, NULL, deny_in_thread, NULL));
	ASSERT_EQ(0, pthread_join(thread, &how));
	EXPECT_NE(NULL, how);
	EXPECT_LT(0, call(__NR_gettid, 0));
	EXPECT_EQ(-DENIED, call(__NR_getppid, 0));
}

#define AFTER_EXEC	"--after-exec"

static int after_exec(void)
{
	if (call(__NR_getppid, 0) != -DENIED)
		return 2;
	return call(__NR_getpid, 0) == getpid() ? 0 : 3;
}

/* Guard: exec changes neither the filters nor the verdicts. */
TEST(exec_keeps)
{
	int status;
	pid_t pid;

	if (access("/proc/self/exe", X_OK))
		SKIP(return, "no /proc");
	ASSERT_EQ(0, deny(0, __NR_getppid, DENIED));
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		execl("/proc/self/exe", "seccomp_cache", AFTER_EXEC, NULL);
		_exit(1);
	}
	status = wait_status(pid);
	EXPECT_EQ(0, status);
}

struct sibling {
	pthread_t thread;
	atomic_bool synced, done;
	atomic_int before, after, wrong;
};

/* A call that begins after the sync must be denied. */
static void *sibling_main(void *arg)
{
	struct sibling *s = arg;

	while (!s->done) {
		bool synced = s->synced;
		long ret = call(__NR_getppid, 0);

		if (synced && ret != -DENIED)
			s->wrong++;
		if (synced)
			s->after++;
		else
			s->before++;
	}
	return NULL;
}

static void tsync_narrows(struct __test_metadata *_metadata)
{
	struct sibling s = {};

	ASSERT_EQ(0, pthread_create(&s.thread, NULL, sibling_main, &s));
	while (s.before < LOOPS)
		usleep(1000);
	EXPECT_EQ(0, deny(SECCOMP_FILTER_FLAG_TSYNC, __NR_getppid, DENIED));
	s.synced = true;
	while (s.after < LOOPS)
		usleep(1000);
	s.done = true;
	ASSERT_EQ(0, pthread_join(s.thread, NULL));
	EXPECT_EQ(0, atomic_load(&s.wrong));
	EXPECT_EQ(-DENIED, call(__NR_getppid, 0));
}

/* Guard: TSYNC writes the copies of threads that have had one before. */
TEST(tsync_narrows_sibling)
{
	ASSERT_EQ(0, allow_all());
	tsync_narrows(_metadata);
}

/* Guard: TSYNC gives a thread without any filter the verdicts with the mode. */
TEST(tsync_starts_sibling)
{
	tsync_narrows(_metadata);
}

static void *deny_slowly_in_thread(void *start)
{
	pthread_barrier_wait(start);
	if (deny_slowly(__NR_getppid, DENIED))
		return NULL;
	return call(__NR_getppid, 0) == -DENIED ? "well" : NULL;
}

struct latecomer {
	pthread_barrier_t start, judge;
	int synced;
	bool good;
};

static void *latecomer_main(void *arg)
{
	struct latecomer *l = arg;
	bool own = deny_slowly_in_thread(&l->start);

	pthread_barrier_wait(&l->judge);
	l->good = own && (l->synced ||
			  call(__NR_gettid, 0) == -DENIED_TOO);
	return NULL;
}

/* What comes of an attach and a TSYNC so much later. */
enum {
	BOTH_HOLD, NOT_BOTH, NOT_SYNCED, NO_THREAD,
};

static int sync_during_attach(unsigned int delay)
{
	struct latecomer l = {};
	pthread_t thread;

	pthread_barrier_init(&l.start, NULL, 2);
	pthread_barrier_init(&l.judge, NULL, 2);
	if (pthread_create(&thread, NULL, latecomer_main, &l))
		return NO_THREAD;
	pthread_barrier_wait(&l.start);
	usleep(delay);
	l.synced = deny(SECCOMP_FILTER_FLAG_TSYNC, __NR_gettid, DENIED_TOO);
	pthread_barrier_wait(&l.judge);
	pthread_join(thread, NULL);
	if (l.synced < 0 || !l.good)
		return NOT_BOTH;
	return l.synced ? NOT_SYNCED : BOTH_HOLD;
}

/*
 * Guard: a parent chain that a TSYNC replaces after it was composed with is
 * noticed. While the thread evaluates its long filter, another is put under
 * it; if that succeeds, both have to hold. How long the former takes is up to
 * the machine, so try at once, and then later and later.
 */
TEST(tsync_during_attach)
{
	int i, status, held = 0;

	for (i = 0; i < 12 || (!held && i < 60); i++) {
		pid_t pid = fork();

		ASSERT_LE(0, pid);
		if (!pid)
			_exit(sync_during_attach(16 << i % 12));
		status = wait_status(pid);
		ASSERT_TRUE(WIFEXITED(status));
		ASSERT_NE(NOT_BOTH, WEXITSTATUS(status));
		if (WEXITSTATUS(status) == NO_THREAD)
			SKIP(return, "no more threads");
		held += WEXITSTATUS(status) == BOTH_HOLD;
	}
	if (!held)
		SKIP(return, "no attach was met in the middle");
}

static const int harmless[] = {
	__NR_getppid, __NR_getuid, __NR_geteuid, __NR_getgid, __NR_getegid,
	__NR_sched_yield, __NR_getpgid, __NR_getsid, __NR_umask,
	__NR_getpriority,
};

struct racer {
	pthread_barrier_t *start;
	unsigned int first;
	bool good;
};

static void *racer_main(void *arg)
{
	struct racer *r = arg;
	unsigned int i;

	r->good = true;
	pthread_barrier_wait(r->start);
	for (i = r->first; i < ARRAY_SIZE(harmless); i += 2)
		if (deny(SECCOMP_FILTER_FLAG_TSYNC, harmless[i], DENIED))
			r->good = false;
	pthread_barrier_wait(r->start);
	for (i = 0; i < ARRAY_SIZE(harmless); i++)
		if (call(harmless[i], 0) != -DENIED)
			r->good = false;
	return NULL;
}

/* Guard: of filters attached at the same time none is forgotten. */
TEST(tsync_race)
{
	int i;

	for (i = 0; i < 20; i++) {
		pthread_barrier_t start;
		struct racer one = { &start, 0 }, two = { &start, 1 };
		pthread_t thread;
		pid_t pid = fork();
		int status;

		ASSERT_LE(0, pid);
		if (pid) {
			status = wait_status(pid);
			ASSERT_TRUE(WIFEXITED(status));
			if (WEXITSTATUS(status) == NO_THREAD)
				SKIP(return, "no more threads");
			ASSERT_EQ(0, status);
			continue;
		}
		pthread_barrier_init(&start, NULL, 2);
		if (pthread_create(&thread, NULL, racer_main, &two))
			_exit(NO_THREAD);
		racer_main(&one);
		pthread_join(thread, NULL);
		_exit(!(one.good && two.good));
	}
}

/* Let the tracee run until the stop that is waited for. */
static bool next_stop(pid_t pid, int request, int wanted)
{
	int status;

	do {
		if (ptrace(request, pid, 0, 0))
			return false;
		status = wait_status(pid);
		if (!WIFSTOPPED(status))
			return false;
	} while (status >> 8 != wanted);
	return true;
}

static bool first_stop(pid_t pid, unsigned long options)
{
	return WIFSTOPPED(wait_status(pid)) &&
	       !ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_EXITKILL | options);
}

/* Not raise(), which may make calls that the filter denies. */
static void stop(void)
{
	kill(getpid(), SIGSTOP);
}

static void wait_for_tracer(void)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	stop();
}

#if CAN_CHANGE_NR
#define TRACE_STOP	(SIGTRAP | PTRACE_EVENT_SECCOMP << 8)

/* Guard: what the tracer made of the call is checked again. */
TEST(trace_recheck)
{
	long self, ppid;
	int status;
	pid_t pid;

	if (!can_trace())
		SKIP(return, "ptrace is denied");
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		self = call(__NR_getpid, 0);
		ppid = call(__NR_getppid, 0);
		EXPECT_EQ(0, attach(0, LOAD_NR,
				    UNLESS(__NR_getppid, 1),
				    RET(SECCOMP_RET_TRACE),
				    UNLESS(__NR_gettid, 1),
				    ERRNO(DENIED), ALLOW));
		wait_for_tracer();
		EXPECT_EQ(self, call(__NR_getppid, 0));
		EXPECT_EQ(-DENIED, call(__NR_getppid, 0));
		EXPECT_EQ(ppid, call(__NR_getppid, 0));
		_exit(_metadata->exit_code);
	}
	ASSERT_TRUE(first_stop(pid, PTRACE_O_TRACESECCOMP));
	ASSERT_TRUE(next_stop(pid, PTRACE_CONT, TRACE_STOP));
	ASSERT_EQ(0, change_nr(pid, __NR_getpid));
	ASSERT_TRUE(next_stop(pid, PTRACE_CONT, TRACE_STOP));
	ASSERT_EQ(0, change_nr(pid, __NR_gettid));
	ASSERT_TRUE(next_stop(pid, PTRACE_CONT, TRACE_STOP));
	ASSERT_EQ(0, ptrace(PTRACE_CONT, pid, 0, 0));
	status = wait_status(pid);
	EXPECT_EQ(0, status);
}

/* Let the tracee run until a call begins or ends. */
static bool next_syscall_stop(pid_t pid, struct ptrace_syscall_info *info)
{
	return next_stop(pid, PTRACE_SYSCALL, SIGTRAP | 0x80) &&
	       ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(*info), info) > 0;
}

/* From where seccomp stops the tracee to where its call ends. */
static bool next_exit(pid_t pid, int nr, struct ptrace_syscall_info *info)
{
	return next_stop(pid, PTRACE_CONT, TRACE_STOP) &&
	       !change_nr(pid, nr) && next_syscall_stop(pid, info) &&
	       info->op == PTRACE_SYSCALL_INFO_EXIT;
}

/* Guard: a tracer that starts to follow a call in the middle sees its end. */
TEST(trace_exit)
{
	struct ptrace_syscall_info info = { 0 };
	int status;
	pid_t pid;

	if (!can_trace())
		SKIP(return, "ptrace is denied");
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		EXPECT_EQ(0, attach(0, LOAD_NR,
				    UNLESS(__NR_getppid, 1),
				    RET(SECCOMP_RET_TRACE),
				    ALLOW));
		wait_for_tracer();
		EXPECT_EQ(getpid(), call(__NR_getppid, 0));
		call(__NR_getppid, 0);
		_exit(_metadata->exit_code);
	}
	ASSERT_TRUE(first_stop(pid, PTRACE_O_TRACESECCOMP |
				    PTRACE_O_TRACESYSGOOD));
	ASSERT_TRUE(next_exit(pid, __NR_getpid, &info));
	EXPECT_EQ(pid, info.exit.rval);
	/* Also if the call is skipped. */
	ASSERT_TRUE(next_exit(pid, -1, &info));
	ASSERT_EQ(0, ptrace(PTRACE_CONT, pid, 0, 0));
	status = wait_status(pid);
	EXPECT_EQ(0, status);
}

/*
 * Guard: a call of -1, which has its result before it is done, keeps that if a
 * tracer has nothing to say of it.
 */
TEST(trace_minus_one)
{
	int status;
	pid_t pid;

	if (!ENOSYS_ON_ENTRY)
		SKIP(return, "what a call of -1 returns is not set on entry");
	if (filtered())
		SKIP(return, "runs under a filter already");
	if (!can_trace())
		SKIP(return, "ptrace is denied");
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		EXPECT_EQ(0, attach(0, LOAD_NR, UNLESS(-1, 1),
				    RET(SECCOMP_RET_TRACE), ALLOW));
		wait_for_tracer();
		EXPECT_EQ(-ENOSYS, call(-1, 1));
		_exit(_metadata->exit_code);
	}
	ASSERT_TRUE(first_stop(pid, PTRACE_O_TRACESECCOMP));
	ASSERT_TRUE(next_stop(pid, PTRACE_CONT, TRACE_STOP));
	ASSERT_EQ(0, ptrace(PTRACE_CONT, pid, 0, 0));
	status = wait_status(pid);
	EXPECT_EQ(0, status);
}

#define ENTRY_MARK	0x5ecc

/* Let the tracee run until it enters a call that bears the mark. */
static bool next_entry(pid_t pid)
{
	struct ptrace_syscall_info info;

	do {
		if (!next_syscall_stop(pid, &info))
			return false;
	} while (info.op != PTRACE_SYSCALL_INFO_ENTRY ||
		 info.entry.args[0] != ENTRY_MARK);
	return true;
}

/*
 * Guard: a hit is for calls that nobody but seccomp looks at; with a tracer,
 * it stops there first, and seccomp judges the number that the tracer leaves.
 */
TEST(ptrace_syscall_entry)
{
	int status;
	long self;
	pid_t pid;

	if (!can_trace())
		SKIP(return, "ptrace is denied");
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		self = call(__NR_getpid, 0);
		EXPECT_EQ(0, deny(0, __NR_gettid, DENIED));
		wait_for_tracer();
		EXPECT_EQ(self, call(__NR_getpid, ENTRY_MARK));
		EXPECT_EQ(-DENIED, call(__NR_getpid, ENTRY_MARK));
		EXPECT_EQ(self, call(__NR_gettid, ENTRY_MARK));
		EXPECT_EQ(-DENIED, call(__NR_gettid, ENTRY_MARK));
		_exit(_metadata->exit_code);
	}
	ASSERT_TRUE(first_stop(pid, PTRACE_O_TRACESYSGOOD));
	ASSERT_TRUE(next_entry(pid));
	ASSERT_TRUE(next_entry(pid));
	ASSERT_EQ(0, change_nr(pid, __NR_gettid));
	ASSERT_TRUE(next_entry(pid));
	ASSERT_EQ(0, change_nr(pid, __NR_getpid));
	ASSERT_TRUE(next_entry(pid));
	ASSERT_EQ(0, ptrace(PTRACE_CONT, pid, 0, 0));
	status = wait_status(pid);
	EXPECT_EQ(0, status);
}
#endif

/* Guard: suspended seccomp lets all through, and that ends. */
TEST(suspend_seccomp)
{
	int status;
	pid_t pid;

	if (!can_trace())
		SKIP(return, "ptrace is denied");
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		EXPECT_EQ(0, deny(0, __NR_getppid, DENIED));
		EXPECT_EQ(-DENIED, call(__NR_getppid, 0));
		wait_for_tracer();
		EXPECT_LE(0, call(__NR_getppid, 0));
		EXPECT_LT(0, call(__NR_getpid, 0));
		stop();
		EXPECT_EQ(-DENIED, call(__NR_getppid, 0));
		EXPECT_LT(0, call(__NR_getpid, 0));
		_exit(_metadata->exit_code);
	}
	if (!first_stop(pid, PTRACE_O_SUSPEND_SECCOMP)) {
		kill(pid, SIGKILL);
		SKIP(return, "needs CAP_SYS_ADMIN and CHECKPOINT_RESTORE");
	}
	ASSERT_TRUE(next_stop(pid, PTRACE_CONT, SIGSTOP));
	ASSERT_EQ(0, ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_EXITKILL));
	ASSERT_EQ(0, ptrace(PTRACE_CONT, pid, 0, 0));
	status = wait_status(pid);
	EXPECT_EQ(0, status);
}

static atomic_char dispatch_selector;
static atomic_int dispatched;

static void count_dispatch(int sig, siginfo_t *info, void *context)
{
	dispatch_selector = 0;
	dispatched++;
}

/* Guard: a hit is for calls that nobody but seccomp looks at. */
TEST(syscall_user_dispatch)
{
	struct sigaction sa = {
		.sa_sigaction = count_dispatch, .sa_flags = SA_SIGINFO,
	};

	ASSERT_EQ(0, allow_all());
	ASSERT_EQ(0, sigaction(SIGSYS, &sa, NULL));
	if (prctl(PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON, 0, 0,
		  &dispatch_selector))
		SKIP(return, "no syscall user dispatch");
	call(__NR_getpid, 0);
	EXPECT_EQ(0, atomic_load(&dispatched));
	dispatch_selector = 1;
	call(__NR_getpid, 0);
	EXPECT_EQ(1, atomic_load(&dispatched));
}

/* Guard: the number is compared with the bitmap's size, as it is. */
TEST(number_out_of_range)
{
	static const int strange[] = {
		__NR_getpid + 512, __NR_getpid + 1024, __NR_getpid + 0x10000,
		__NR_getpid - 512, __NR_getpid - 0x10000, 0x7fffffff, -2, -512,
		0x7ffffe00 + __NR_getpid, INT32_MIN + __NR_getpid,
	};
	unsigned int i;

	if (filtered())
		SKIP(return, "runs under a filter already");
	ASSERT_EQ(0, attach(0, LOAD_NR, BELOW(512, 1), ERRNO(DENIED), ALLOW));
	for (i = 0; i < ARRAY_SIZE(strange) * LOOPS; i++) {
		const int nr = strange[i % ARRAY_SIZE(strange)];
		const long self = call(__NR_getpid, 0);

		ASSERT_LT(0, self);
		ASSERT_EQ((nr & NR_MASK) == __NR_getpid ? self : -DENIED,
			  call(nr, 0)) {
			TH_LOG("number 0x%x", nr);
		}
	}
}

/* Guard: -1, which also means "skip this call", is no index either. */
TEST(number_minus_one)
{
	if (filtered())
		SKIP(return, "runs under a filter already");
	ASSERT_EQ(0, attach(0, LOAD_NR, BELOW(512, 1), ERRNO(DENIED), ALLOW));
	EXPECT_EQ(-DENIED, call(-1, 0));
	EXPECT_LT(0, call(__NR_getpid, 0));
}

#ifdef __x86_64__
#define X32		0x40000000

/* Numbers of i386 */
#define NR32_getpid	20
#define NR32_getppid	64

#ifndef __NR_uretprobe
#define __NR_uretprobe	335
#endif

/* Guard: the bit for x32 is a part of the number. */
TEST(x32_number)
{
	int i;

	if (filtered())
		SKIP(return, "runs under a filter already");
	ASSERT_EQ(0, attach(0, LOAD_NR,
			    BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, X32, 0, 1),
			    ERRNO(DENIED), ALLOW));
	for (i = 0; i < LOOPS; i++) {
		ASSERT_LT(0, call(__NR_getpid, 0));
		ASSERT_EQ(-DENIED, call(__NR_getpid | X32, 0));
	}
}

/* Guard: the evaluator gives up where the instruction pointer is loaded. */
TEST(instruction_pointer)
{
	/* mov %rdi, %rax; syscall; ret */
	static const char code[] = { 0x48, 0x89, 0xf8, 0x0f, 0x05, 0xc3 };
	const size_t size = 4096;
	long (*here)(long nr), (*there)(long nr);
	char *page;
	int i;

	page = mmap(NULL, size, PROT_READ | PROT_WRITE | PROT_EXEC,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (page == MAP_FAILED)
		SKIP(return, "no memory that is writable and executable");
	here = memcpy(page, code, sizeof(code));
	there = memcpy(page + size / 2, code, sizeof(code));

	ASSERT_EQ(0, attach(0, LOAD_NR, UNLESS(__NR_getppid, 3),
			    LOAD(LOW(instruction_pointer)),
			    UNLESS((uint32_t)(uintptr_t)&page[5], 1),
			    ERRNO(DENIED), ALLOW));
	for (i = 0; i < LOOPS; i++) {
		ASSERT_EQ(-DENIED, here(__NR_getppid));
		ASSERT_LE(0, there(__NR_getppid));
		ASSERT_LT(0, here(__NR_getpid));
	}
}

#define VSYSCALL_gettimeofday	0xffffffffff600000UL
#define VSYSCALL_time		0xffffffffff600400UL

static bool have_vsyscall(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	bool found = false;
	char line[256];

	while (maps && fgets(line, sizeof(line), maps))
		found |= strstr(line, "[vsyscall]") && strchr(line, 'x');
	if (maps)
		fclose(maps);
	return found;
}

static long call_vsyscall(unsigned long address)
{
	long (*entry)(void *a, void *b) = (void *)address;

	return entry(NULL, NULL);
}

/* Guard: emulated vsyscalls ask for the number that they stand for. */
TEST(vsyscall)
{
	int i;

	if (!have_vsyscall())
		SKIP(return, "no vsyscall page");
	ASSERT_EQ(0, deny(0, __NR_time, DENIED));
	for (i = 0; i < LOOPS; i++) {
		ASSERT_EQ(0, call_vsyscall(VSYSCALL_gettimeofday));
		ASSERT_EQ(-DENIED, call_vsyscall(VSYSCALL_time));
	}
}

/* Guard: the high half of the instruction pointer is one as well. */
TEST(instruction_pointer_high_half)
{
	int i;

	if (!have_vsyscall())
		SKIP(return, "no vsyscall page");
	ASSERT_EQ(0, attach(0, LOAD_NR, UNLESS(__NR_time, 3),
			    LOAD(HIGH(instruction_pointer)),
			    UNLESS(VSYSCALL_time >> 32, 1),
			    ERRNO(DENIED), ALLOW));
	for (i = 0; i < LOOPS; i++) {
		ASSERT_LT(0, call(__NR_time, 0));
		ASSERT_EQ(-DENIED, call_vsyscall(VSYSCALL_time));
	}
}

/* A 32-bit call, which a 64-bit program can make, too. */
static int call32(int nr)
{
	long ret;

	asm volatile("int $0x80"
		     : "=a" (ret)
		     : "a" (nr), "b" (0), "c" (0), "d" (0), "S" (0), "D" (0)
		     : "memory", "r8", "r9", "r10", "r11");
	return ret;
}

static bool have_call32(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(call32(NR32_getpid) != getpid());
	return pid > 0 && !wait_status(pid);
}

/* Guard: native verdicts answer native calls only. */
TEST(compat_denied)
{
	int i;

	if (!have_call32())
		SKIP(return, "no 32-bit calls");
	ASSERT_EQ(0, attach(0, LOAD_ARCH, UNLESS(AUDIT_ARCH_I386, 1),
			    ERRNO(DENIED), ALLOW));
	for (i = 0; i < LOOPS; i++) {
		ASSERT_LT(0, call(__NR_getpid, 0));
		ASSERT_EQ(-DENIED, call32(__NR_getpid));
		ASSERT_EQ(-DENIED, call32(NR32_getpid));
	}
}

/* Guard: compat verdicts answer compat calls only. */
TEST(native_denied)
{
	int i;

	if (!have_call32())
		SKIP(return, "no 32-bit calls");
	ASSERT_EQ(0, attach(0, LOAD_ARCH, UNLESS(AUDIT_ARCH_X86_64, 3),
			    LOAD_NR, UNLESS(NR32_getpid, 1), ERRNO(DENIED),
			    ALLOW));
	for (i = 0; i < LOOPS; i++) {
		ASSERT_LT(0, call32(NR32_getpid));
		ASSERT_EQ(-DENIED, call(NR32_getpid, 0));
	}
}

/* Guard: each arch has its own verdicts, for the same filter and number. */
TEST(compat_apart)
{
	int i;

	if (!have_call32())
		SKIP(return, "no 32-bit calls");
	ASSERT_EQ(0, attach(0, LOAD_ARCH, UNLESS(AUDIT_ARCH_I386, 4),
			    LOAD_NR, UNLESS(NR32_getppid, 1), ERRNO(DENIED),
			    ALLOW, LOAD_NR, UNLESS(__NR_getppid, 1),
			    ERRNO(DENIED_TOO), ALLOW));
	for (i = 0; i < LOOPS; i++) {
		ASSERT_LT(0, call32(NR32_getpid));
		ASSERT_LT(0, call(__NR_getpid, 0));
		ASSERT_EQ(-DENIED, call32(NR32_getppid));
		ASSERT_EQ(-DENIED_TOO, call(__NR_getppid, 0));
		/* Each is the other's number for something denied. */
		ASSERT_NE(-DENIED, call(NR32_getppid, 0));
		ASSERT_NE(-DENIED_TOO, call32(__NR_getppid));
	}
}

/* Guard: the number is compared with the compat bitmap's size, as it is. */
TEST(compat_out_of_range)
{
	static const int strange[] = {
		NR32_getpid + 512, NR32_getpid + 1024, NR32_getpid + 0x10000,
		NR32_getpid - 512, NR32_getpid | X32, 0x7fffffff, -2, -512,
	};
	unsigned int i;

	if (!have_call32())
		SKIP(return, "no 32-bit calls");
	if (filtered())
		SKIP(return, "runs under a filter already");
	ASSERT_EQ(0, attach(0, LOAD_NR, BELOW(512, 1), ERRNO(DENIED), ALLOW));
	for (i = 0; i < ARRAY_SIZE(strange) * LOOPS; i++) {
		const int nr = strange[i % ARRAY_SIZE(strange)];

		ASSERT_LT(0, call32(NR32_getpid));
		ASSERT_EQ(-DENIED, call32(nr)) {
			TH_LOG("number 0x%x", nr);
		}
	}
}

/* Guard: composition keeps the compat verdicts of older filters. */
TEST(compat_stack)
{
	if (!have_call32())
		SKIP(return, "no 32-bit calls");
	ASSERT_EQ(0, attach(0, LOAD_ARCH, UNLESS(AUDIT_ARCH_I386, 3),
			    LOAD_NR, UNLESS(NR32_getppid, 1), ERRNO(DENIED),
			    ALLOW));
	ASSERT_EQ(0, allow_all());
	EXPECT_EQ(-DENIED, call32(NR32_getppid));
	EXPECT_LT(0, call32(NR32_getpid));
	EXPECT_LE(0, call(__NR_getppid, 0));
}

static bool older_than(unsigned int major, unsigned int minor)
{
	unsigned int of_major, of_minor;
	struct utsname name;

	if (uname(&name) ||
	    sscanf(name.release, "%u.%u", &of_major, &of_minor) != 2)
		return true;
	return of_major < major || (of_major == major && of_minor < minor);
}

/*
 * Guard: the system call behind uretprobes passes, whatever a filter says and
 * whether or not there is a cache. From anywhere but a probe's trampoline it
 * raises SIGILL, or it is not there at all. Kernels before 6.12 have no such
 * exception.
 */
TEST(uretprobe_passes)
{
	int status;
	pid_t pid;

	if (older_than(6, 12))
		SKIP(return, "an older kernel, which may run filters for it");
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		if (deny(0, __NR_uretprobe, DENIED))
			_exit(2);
		_exit(call(__NR_uretprobe, 0) == -DENIED);
	}
	status = wait_status(pid);
	EXPECT_TRUE(!status || (WIFSIGNALED(status) &&
				WTERMSIG(status) == SIGILL)) {
		TH_LOG("status 0x%x", status);
	}
}

/* Guard: the number of x32 does not pass. */
TEST(uretprobe_x32)
{
	if (filtered())
		SKIP(return, "runs under a filter already");
	ASSERT_EQ(0, deny(0, __NR_uretprobe | X32, DENIED));
	EXPECT_EQ(-DENIED, call(__NR_uretprobe | X32, 0));
}

/* Guard: the same number of i386 does not pass. */
TEST(uretprobe_compat)
{
	if (!have_call32())
		SKIP(return, "no 32-bit calls");
	ASSERT_EQ(0, deny(0, __NR_uretprobe, DENIED));
	EXPECT_EQ(-DENIED, call32(__NR_uretprobe));
}
#endif /* __x86_64__ */

/* What /proc/PID/seccomp_cache says. */
#define NUMBERS		2048

struct view {
	int native, compat;		/* how many numbers */
	bool allow[NUMBERS], allow_compat[NUMBERS];
	char native_name[16], compat_name[16];
};

/*
 * Each number follows the one before, native ones first. What follows FILTER
 * is up to the kernel.
 */
static bool view_line(struct view *v, const char *line)
{
	char name[16] = "", verdict[16], again[64];
	bool compat;
	int nr, len;

	if (sscanf(line, "%15s %d %15s", name, &nr, verdict) != 3)
		return false;
	len = snprintf(again, sizeof(again), "%s %d %s", name, nr, verdict);
	if (strncmp(line, again, len))
		return false;
	if (strcmp(verdict, "ALLOW") && strcmp(verdict, "FILTER"))
		return false;
	if (line[len] != '\n' && (line[len] != ' ' || *verdict == 'A'))
		return false;

	if (!v->native)
		memcpy(v->native_name, name, sizeof(name));
	compat = strcmp(name, v->native_name);
	if (compat && !v->compat)
		memcpy(v->compat_name, name, sizeof(name));
	if (compat && strcmp(name, v->compat_name))
		return false;
	if (nr >= NUMBERS || nr != (compat ? v->compat : v->native) ||
	    (!compat && v->compat))
		return false;

	if (compat)
		v->allow_compat[v->compat++] = *verdict == 'A';
	else
		v->allow[v->native++] = *verdict == 'A';
	return true;
}

/* Returns 0 or a negative error, -EBADMSG for a file that is not as it was. */
static int view_path(struct view *v, const char *path)
{
	FILE *file = fopen(path, "r");
	char line[64];
	int err = 0;

	memset(v, 0, sizeof(*v));
	if (!file)
		return -errno;
	errno = 0;
	while (!err && fgets(line, sizeof(line), file))
		if (!view_line(v, line))
			err = -EBADMSG;
	if (!err && ferror(file))
		err = -errno;
	fclose(file);
	return err;
}

static int view_task(struct view *v, pid_t pid, pid_t tid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/task/%d/seccomp_cache",
		 pid, tid);
	return view_path(v, path);
}

static int view_self(struct view *v)
{
	return view_task(v, call(__NR_getpid, 0), call(__NR_gettid, 0));
}

/* Probes' system calls, which no filter may stop. */
static bool is_policy(int nr)
{
#ifdef __x86_64__
	return nr == 335 || nr == 336;
#else
	return false;
#endif
}

static int count_allowed(const struct view *v)
{
	int nr, count = 0;

	for (nr = 0; nr < v->native; nr++)
		count += v->allow[nr] && !is_policy(nr);
	return count;
}

/* What follows FILTER in the line of a native number, with the blank. */
static const char *columns_of(int nr)
{
	static char line[128];
	static struct view v;
	FILE *file = fopen("/proc/self/seccomp_cache", "r");
	const char *found = NULL;
	char start[64];
	int len;

	if (!file || view_self(&v))
		return "";
	len = snprintf(start, sizeof(start), "%s %d FILTER", v.native_name, nr);
	while (!found && fgets(line, sizeof(line), file))
		if (!strncmp(line, start, len))
			found = &line[len];
	fclose(file);
	return found ? found : "";
}

/* What is run for a native number, as the file says. */
struct runs {
	unsigned int filters, all, insns, all_insns;
};

static bool runs_of(int nr, struct runs *r)
{
	int n = sscanf(columns_of(nr), " filters %u/%u insns %u/%u",
		       &r->filters, &r->all, &r->insns, &r->all_insns);

	return n == 4;
}

/* Was the kernel booted with this as seccomp_cache=? The last one counts. */
static bool booted_with(const char *level)
{
	static const char name[] = "seccomp_cache=";
	FILE *file = fopen("/proc/cmdline", "r");
	const size_t len = strlen(name);
	char line[4096] = "", *word;
	bool found = false;

	if (file && !fgets(line, sizeof(line), file))
		line[0] = '\0';
	if (file)
		fclose(file);
	for (word = strtok(line, "\n "); word; word = strtok(NULL, "\n ")) {
		/* The kernel makes no difference between these */
		if (!strncmp(word, "seccomp-", 8))
			word[7] = '_';
		if (!strncmp(word, name, len))
			found = !strcmp(word + len, level);
	}
	return found;
}

/*
 * An older kernel has a file of that name, too, but shows the filter's verdicts
 * for a dead thread as well. It does not know what to make of these opcodes.
 */
static bool shows_task_copy(void)
{
	struct view view;
	pid_t pid = fork();

	if (!pid) {
		attach(0, BPF_STMT(BPF_LD | BPF_IMM, SECCOMP_RET_ALLOW),
		       BPF_STMT(BPF_RET | BPF_A, 0));
		_exit(view_self(&view) || !view.allow[__NR_getpid]);
	}
	return !wait_status(pid);
}

FIXTURE(proc)
{
	struct view view;
	bool cached;		/* Are allowed calls expected to be? */
};

FIXTURE_SETUP(proc)
{
	self->cached = !booted_with("off");
	if (access("/proc/self/seccomp_cache", F_OK))
		SKIP(return, "no /proc/PID/seccomp_cache");
	if (view_self(&self->view) == -EACCES)
		SKIP(return, "needs CAP_SYS_ADMIN");
	if (filtered())
		SKIP(return, "runs under a filter already");
}

FIXTURE_TEARDOWN(proc)
{
}

/* Guard: the columns that the file has always had are there. */
TEST_F(proc, format)
{
	ASSERT_EQ(0, view_self(&self->view));
	EXPECT_EQ(0, self->view.native) {
		TH_LOG("not empty, with no filter");
	}
	ASSERT_EQ(0, allow_all());
	ASSERT_EQ(0, view_self(&self->view));
	EXPECT_LT(__NR_seccomp, self->view.native);
#ifdef __x86_64__
	EXPECT_STREQ("x86_64", self->view.native_name);
	EXPECT_STREQ(self->view.compat ? "ia32" : "", self->view.compat_name);
#endif
}

/* Guard: what is allowed for sure is cached at all, if not switched off. */
TEST_F(proc, cached)
{
	int allowed;

	ASSERT_EQ(0, allow_all());
	ASSERT_EQ(0, view_self(&self->view));
	allowed = count_allowed(&self->view);
	EXPECT_TRUE(self->cached ? allowed > __NR_seccomp : !allowed) {
		TH_LOG("%d are", allowed);
	}
}

/* Guard: what is denied, or depends, or lies under such a filter, is not. */
TEST_F(proc, narrows)
{
	int before;

	ASSERT_EQ(0, deny(0, __NR_getppid, DENIED));
	ASSERT_EQ(0, view_self(&self->view));
	EXPECT_FALSE(self->view.allow[__NR_getppid]);
	EXPECT_EQ(self->cached, self->view.allow[__NR_gettid]);
	before = count_allowed(&self->view);

	ASSERT_EQ(0, attach(0, LOAD_NR, UNLESS(__NR_gettid, 3),
			    LOAD(LOW(args[5])), UNLESS(7, 1), ALLOW, ALLOW));
	ASSERT_EQ(0, view_self(&self->view));
	EXPECT_FALSE(self->view.allow[__NR_getppid]);
	EXPECT_FALSE(self->view.allow[__NR_gettid]);
	EXPECT_EQ(before - self->cached, count_allowed(&self->view));

	ASSERT_EQ(0, allow_all());
	ASSERT_EQ(0, view_self(&self->view));
	EXPECT_EQ(before - self->cached, count_allowed(&self->view));
}

/* Guard: what is said of a call that is not simply allowed is what is run. */
TEST_F(proc, columns)
{
	struct runs r;
	int nr;

	ASSERT_EQ(0, deny(0, __NR_getppid, DENIED));
	if (!strcmp("\n", columns_of(__NR_getppid))) {
		EXPECT_TRUE(!self->cached || booted_with("bitmap") ||
			    !shows_task_copy());
		return;
	}
	EXPECT_STREQ(" constant 0x000503e9\n", columns_of(__NR_getppid));

	ASSERT_EQ(0, deny_slowly(__NR_getsid, DENIED));
	ASSERT_TRUE(allow_all_times(2));
	EXPECT_STREQ(" constant 0x000503e9\n", columns_of(__NR_getsid));

	ASSERT_EQ(0, attach(0, LOAD_NR, UNLESS(0x10000, 0), UNLESS(0x10001, 0),
			    UNLESS(0x10002, 0), UNLESS(0x10003, 0),
			    UNLESS(0x10004, 0), UNLESS(0x10005, 0),
			    UNLESS(0x10006, 0), UNLESS(0x10007, 0),
			    UNLESS(__NR_getpgid, 3),
			    LOAD(LOW(args[0])), UNLESS(7, 1), ERRNO(DENIED),
			    ALLOW));
	ASSERT_TRUE(runs_of(__NR_getpgid, &r));
	EXPECT_EQ(1, r.filters);
	EXPECT_EQ(5, r.all);
	EXPECT_EQ(4, r.insns);
	EXPECT_EQ(4 + BPF_MAXINSNS + 1 + 1 + 14, r.all_insns);
	EXPECT_STREQ(" constant 0x000503e9\n", columns_of(__NR_getppid));

	ASSERT_EQ(0, attach(0, LOAD(LOW(args[0])), UNLESS(7, 1),
			    ERRNO(DENIED_TOO), ALLOW));
	for (nr = 0; nr < 10; nr++) {
		ASSERT_TRUE(runs_of(nr, &r));
		EXPECT_EQ(1, r.filters);
		EXPECT_EQ(6, r.all);
		EXPECT_EQ(4, r.insns);
	}
}

#ifdef __x86_64__
/* Guard: the two archs' lines are not mixed up. */
TEST_F(proc, compat)
{
	ASSERT_EQ(0, attach(0, LOAD_ARCH, UNLESS(AUDIT_ARCH_I386, 2),
			    LOAD_NR, UNLESS(NR32_getpid, 1), ALLOW,
			    ERRNO(DENIED)));
	ASSERT_EQ(0, view_self(&self->view));
	EXPECT_EQ(self->cached, self->view.allow[NR32_getpid]);
	EXPECT_EQ(self->cached, self->view.allow[NR32_getppid]);
	EXPECT_EQ(self->cached && self->view.compat,
		  self->view.allow_compat[NR32_getpid]);
	EXPECT_FALSE(self->view.allow_compat[NR32_getppid]);
	EXPECT_FALSE(self->view.allow_compat[__NR_uretprobe]);
}
#endif

static void *wait_at(void *barrier)
{
	pthread_barrier_wait(barrier);
	pthread_barrier_wait(barrier);
	return NULL;
}

struct idler {
	pthread_barrier_t barrier;
	pthread_t thread;
	atomic_int tid;
};

static void *idler_main(void *arg)
{
	struct idler *idler = arg;

	idler->tid = call(__NR_gettid, 0);
	return wait_at(&idler->barrier);
}

/* Guard: each thread shows its own copy, and TSYNC writes it. */
TEST_F(proc, tsync)
{
	struct idler idler = {};
	pid_t pid = getpid();

	ASSERT_EQ(0, allow_all());
	pthread_barrier_init(&idler.barrier, NULL, 2);
	ASSERT_EQ(0, pthread_create(&idler.thread, NULL, idler_main, &idler));
	pthread_barrier_wait(&idler.barrier);

	ASSERT_EQ(0, view_task(&self->view, pid, idler.tid));
	EXPECT_EQ(self->cached, self->view.allow[__NR_getppid]);
	ASSERT_EQ(0, deny(SECCOMP_FILTER_FLAG_TSYNC, __NR_getppid, DENIED));
	ASSERT_EQ(0, view_task(&self->view, pid, idler.tid));
	EXPECT_FALSE(self->view.allow[__NR_getppid]);
	EXPECT_EQ(self->cached, self->view.allow[__NR_getpid]);

	ASSERT_EQ(0, deny(0, __NR_getpid, DENIED));
	ASSERT_EQ(0, view_task(&self->view, pid, pid));
	EXPECT_FALSE(self->view.allow[__NR_getpid]);
	ASSERT_EQ(0, view_task(&self->view, pid, idler.tid));
	EXPECT_EQ(self->cached, self->view.allow[__NR_getpid]);

	pthread_barrier_wait(&idler.barrier);
	pthread_join(idler.thread, NULL);
}

/* Guard: a child starts with its parent's copy. */
TEST_F(proc, fork)
{
	struct view child_view;
	int status;
	pid_t pid;

	ASSERT_EQ(0, deny(0, __NR_getppid, DENIED));
	ASSERT_EQ(0, view_self(&self->view));
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		EXPECT_EQ(0, view_self(&child_view));
		EXPECT_EQ(0, memcmp(&self->view, &child_view,
				    sizeof(child_view)));
		_exit(_metadata->exit_code);
	}
	status = wait_status(pid);
	EXPECT_EQ(0, status);
}

static int drop_capabilities(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct none[2] = {};

	return syscall(__NR_capset, &header, none);
}

static int enter_user_namespace(void)
{
	return unshare(CLONE_NEWUSER);
}

/* Read the file after @enter; the status is an errno, or 255. */
static int view_after(int (*enter)(void))
{
	struct view view;
	pid_t pid = fork();

	if (!pid) {
		allow_all();
		if (enter())
			_exit(255);
		_exit(-view_path(&view, "/proc/self/seccomp_cache"));
	}
	return WEXITSTATUS(wait_status(pid));
}

/* Guard: only CAP_SYS_ADMIN of the first user namespace may read it. */
TEST_F(proc, permission)
{
	int status;

	EXPECT_EQ(EACCES, view_after(drop_capabilities));
	status = view_after(enter_user_namespace);
	EXPECT_TRUE(status == EACCES || status == 255) {
		TH_LOG("in a user namespace: status %d", status);
	}
}

static void *call_and_die(void *unused)
{
	call(__NR_getppid, 0);
	return NULL;
}

/* Trace until a thread other than the first is about to exit. */
static pid_t wait_for_dying_thread(pid_t pid)
{
	int status;
	pid_t tid;

	for (;;) {
		tid = waitpid(-1, &status, __WALL);
		if (tid < 0 || (tid == pid && !WIFSTOPPED(status)))
			return -1;
		if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXIT << 8) &&
		    tid != pid)
			return tid;
		if (WIFSTOPPED(status))
			ptrace(PTRACE_CONT, tid, 0, 0);
	}
}

/* Guard: nothing is cached for a thread once it is to be killed. */
TEST_F(proc, dead_mode)
{
	pthread_t thread;
	pid_t pid, tid;

	if (self->cached && !shows_task_copy())
		SKIP(return, "an older kernel's file");
	if (!can_trace())
		SKIP(return, "ptrace is denied");

	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		wait_for_tracer();
		attach(0, LOAD_NR, UNLESS(__NR_getppid, 1),
		       RET(SECCOMP_RET_KILL_THREAD), ALLOW);
		pthread_create(&thread, NULL, call_and_die, NULL);
		for (;;)
			pause();
	}
	ASSERT_TRUE(first_stop(pid, PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXIT));
	ASSERT_EQ(0, ptrace(PTRACE_CONT, pid, 0, 0));
	tid = wait_for_dying_thread(pid);
	ASSERT_LT(0, tid);

	EXPECT_EQ(0, view_task(&self->view, pid, pid));
	EXPECT_EQ(self->cached, self->view.allow[__NR_getpid]);
	EXPECT_EQ(0, view_task(&self->view, pid, tid));
	EXPECT_LT(__NR_seccomp, self->view.native);
	EXPECT_EQ(NULL, memchr(self->view.allow, true,
			       sizeof(self->view.allow)));
	kill(pid, SIGKILL);
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], AFTER_EXEC))
		return after_exec();
	need_filters();
	return test_harness_run(argc, argv);
}
