// SPDX-License-Identifier: GPL-2.0-only
/*
 * What seccomp filters answer, in every way that there is to find it out.
 *
 * A kernel may know a filter's answer beforehand, run only a part of the filter,
 * or run all filters there are. The task must not see which: action, data and
 * the filter that matched are the same. Each test is done with filters that
 * suggest each of these ways, on any kernel.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
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
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "../kselftest_harness.h"
#include "filters.h"

/* The call that filters answer, and the first argument for which they do. */
#define NR		__NR_getppid
#define ARG		7
#define OTHER_ARG	8

/* Errors that no system call returns. */
#define DENIED		1001
#define DENIED_TOO	1002

/* Numbers that no call has, to compare with. */
#define NO_CALL(i)	(0x10000 + (i))

/**
 * struct way - how a filter comes to its answer
 * @looks: whether it looks at the argument, or always answers the same
 * @distance: how many comparisons of the number come before
 * @reloads: whether it carries the argument through scratch memory and X
 * @copies: how many filters with the same instructions it is on top of
 * @below: how many filters that allow everything it is on top of
 * @above: how many filters that allow everything are on top of it
 */
struct way {
	bool looks;
	int distance;
	bool reloads;
	int copies;
	int below;
	int above;
};

static bool allow_all_times(int n)
{
	while (n && !attach(0, ALLOW))
		n--;
	return !n;
}

/* Attach one filter that answers with @ret. Returns what seccomp(2) does. */
static int attach_one(const struct way *way, unsigned int flags, uint32_t ret)
{
	const struct sock_filter constant[] = { RET(ret) };
	const struct sock_filter looking[] = {
		LOAD(LOW(args[0])), UNLESS(ARG, 1), RET(ret), ALLOW,
	};
	const struct sock_filter reloading[] = {
		BPF_STMT(BPF_LDX | BPF_IMM, 1),
		LOAD(LOW(args[0])),
		BPF_STMT(BPF_ST, 3),
		BPF_STMT(BPF_ALU | BPF_ADD | BPF_X, 0),
		BPF_STMT(BPF_MISC | BPF_TAX, 0),
		BPF_STMT(BPF_LD | BPF_MEM, 3),
		UNLESS(ARG, 3),
		BPF_STMT(BPF_MISC | BPF_TXA, 0),
		UNLESS(ARG + 1, 1),
		RET(ret), ALLOW,
	};
	const struct sock_filter *end = constant;
	size_t i, len = 0, end_len = ARRAY_SIZE(constant);
	struct sock_filter insns[512];

	if (way->reloads) {
		end = reloading;
		end_len = ARRAY_SIZE(reloading);
	} else if (way->looks) {
		end = looking;
		end_len = ARRAY_SIZE(looking);
	}

	insns[len++] = (struct sock_filter)LOAD_NR;
	while (len <= (size_t)way->distance) {
		insns[len] = (struct sock_filter)UNLESS(NO_CALL(len), 0);
		len++;
	}
	insns[len++] = (struct sock_filter)
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NR, 1, 0);
	insns[len++] = (struct sock_filter)ALLOW;
	for (i = 0; i < end_len; i++)
		insns[len++] = end[i];
	return attach_program(flags, insns, len);
}

/* The same with what is below and above. @flags are for the one that answers. */
static int attach_way(const struct way *way, unsigned int flags, uint32_t ret)
{
	int i, result;

	if (!allow_all_times(way->below))
		return -1;
	for (i = 0; i < way->copies; i++)
		if (attach_one(way, 0, ret))
			return -1;
	result = attach_one(way, flags, ret);
	return result < 0 || !allow_all_times(way->above) ? -1 : result;
}

static pid_t own_pid, own_ppid;

FIXTURE(one)
{
};

FIXTURE_VARIANT(one)
{
	struct way way;
};

FIXTURE_SETUP(one)
{
	own_pid = getpid();
	own_ppid = getppid();
}

FIXTURE_TEARDOWN(one)
{
}

FIXTURE_VARIANT_ADD(one, constant) {
	.way = { .looks = false },
};

FIXTURE_VARIANT_ADD(one, constant_far) {
	.way = { .distance = 300 },
};

FIXTURE_VARIANT_ADD(one, constant_stacked) {
	.way = { .below = 7, .above = 8 },
};

FIXTURE_VARIANT_ADD(one, looks) {
	.way = { .looks = true },
};

FIXTURE_VARIANT_ADD(one, looks_far) {
	.way = { .looks = true, .distance = 300 },
};

FIXTURE_VARIANT_ADD(one, looks_far_stacked) {
	.way = { .looks = true, .distance = 300, .below = 7, .above = 8 },
};

FIXTURE_VARIANT_ADD(one, looks_far_thrice) {
	.way = { .looks = true, .distance = 300, .copies = 2, .above = 1 },
};

FIXTURE_VARIANT_ADD(one, reloads_far) {
	.way = { .looks = true, .reloads = true, .distance = 300 },
};

/* Only with the argument that the filter looks for, if it looks. */
static bool others_pass(const struct way *way)
{
	return !way->looks || call(NR, OTHER_ARG) == own_ppid;
}

TEST_F(one, errno_data)
{
	ASSERT_EQ(0, attach_way(&variant->way, 0,
				SECCOMP_RET_ERRNO | DENIED));
	EXPECT_EQ(-DENIED, call(NR, ARG));
	EXPECT_TRUE(others_pass(&variant->way));
	EXPECT_EQ(own_pid, call(__NR_getpid, ARG));
}

TEST_F(one, errno_none)
{
	ASSERT_EQ(0, attach_way(&variant->way, 0, SECCOMP_RET_ERRNO));
	EXPECT_EQ(0, call(NR, ARG));
	EXPECT_TRUE(others_pass(&variant->way));
}

TEST_F(one, errno_too_large)
{
	ASSERT_EQ(0, attach_way(&variant->way, 0,
				SECCOMP_RET_ERRNO | SECCOMP_RET_DATA));
	EXPECT_EQ(-4095, call(NR, ARG));
	EXPECT_TRUE(others_pass(&variant->way));
}

static atomic_int trapped;
static siginfo_t trap_info;

static void note_trap(int sig, siginfo_t *info, void *context)
{
	trapped++;
	trap_info = *info;
}

TEST_F(one, trap_data)
{
	const struct sigaction act = {
		.sa_sigaction = note_trap,
		.sa_flags = SA_SIGINFO,
	};

	ASSERT_EQ(0, sigaction(SIGSYS, &act, NULL));
	ASSERT_EQ(0, attach_way(&variant->way, 0, SECCOMP_RET_TRAP | 0x1234));
	syscall(NR, ARG);
	EXPECT_EQ(1, atomic_load(&trapped));
	EXPECT_EQ(0x1234, trap_info.si_errno);
	EXPECT_EQ(NR, trap_info.si_syscall);
	EXPECT_EQ(1 /* SYS_SECCOMP */, trap_info.si_code);
	EXPECT_NE(NULL, trap_info.si_call_addr);
#ifdef __x86_64__
	EXPECT_EQ(AUDIT_ARCH_X86_64, trap_info.si_arch);
#endif
	EXPECT_TRUE(others_pass(&variant->way));
	EXPECT_EQ(1, atomic_load(&trapped));
}

TEST_F(one, trace_nobody)
{
	ASSERT_EQ(0, attach_way(&variant->way, 0, SECCOMP_RET_TRACE | 5));
	EXPECT_EQ(-ENOSYS, call(NR, ARG));
	EXPECT_TRUE(others_pass(&variant->way));
}

/* Run the tracee up to its seccomp stops. Returns how many, and their data. */
static int trace_stops(pid_t pid, unsigned long *data, int max, int *status)
{
	int n = 0;

	*status = wait_status(pid);
	if (!WIFSTOPPED(*status) ||
	    ptrace(PTRACE_SETOPTIONS, pid, 0,
		   PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL))
		return -1;
	for (;;) {
		if (ptrace(PTRACE_CONT, pid, 0, 0))
			return -1;
		*status = wait_status(pid);
		if (!WIFSTOPPED(*status))
			return n;
		if (*status >> 8 != (SIGTRAP | PTRACE_EVENT_SECCOMP << 8) ||
		    n == max ||
		    ptrace(PTRACE_GETEVENTMSG, pid, 0, &data[n++]))
			return -1;
	}
}

static void wait_for_tracer(void)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	kill(getpid(), SIGSTOP);
}

TEST_F(one, trace_data)
{
	unsigned long data[2] = {};
	int status;
	pid_t pid;

	if (!can_trace())
		SKIP(return, "ptrace is denied");
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		own_ppid = getppid();
		if (attach_way(&variant->way, 0, SECCOMP_RET_TRACE | 0x4321))
			_exit(1);
		wait_for_tracer();
		_exit(call(NR, ARG) != own_ppid ||
		      !others_pass(&variant->way) ? 2 : 0);
	}
	EXPECT_EQ(1, trace_stops(pid, data, 1, &status));
	EXPECT_EQ(0x4321, data[0]);
	EXPECT_EQ(0, status);
}

TEST_F(one, kill_process)
{
	int status;
	pid_t pid;

	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		own_ppid = getppid();
		if (attach_way(&variant->way, 0, SECCOMP_RET_KILL_PROCESS))
			_exit(1);
		if (!others_pass(&variant->way))
			_exit(2);
		call(NR, ARG);
		_exit(3);
	}
	status = wait_status(pid);
	ASSERT_TRUE(WIFSIGNALED(status));
	EXPECT_EQ(SIGSYS, WTERMSIG(status));
}

/* What the kernel does not know it takes for the strictest. */
TEST_F(one, unknown_action)
{
	int status;
	pid_t pid;

	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		own_ppid = getppid();
		if (attach_way(&variant->way, 0, 0x12340000))
			_exit(1);
		if (!others_pass(&variant->way))
			_exit(2);
		call(NR, ARG);
		_exit(3);
	}
	status = wait_status(pid);
	ASSERT_TRUE(WIFSIGNALED(status));
	EXPECT_EQ(SIGSYS, WTERMSIG(status));
}

static void *call_in_thread(void *unused)
{
	call(NR, ARG);
	return &own_pid;
}

TEST_F(one, kill_thread)
{
	pthread_t thread;
	void *ret;

	if (!can_join_killed())
		SKIP(return, "this C library cannot join a killed thread");
	ASSERT_EQ(0, attach_way(&variant->way, 0, SECCOMP_RET_KILL_THREAD));
	ASSERT_EQ(0, pthread_create(&thread, NULL, call_in_thread, NULL));
	ASSERT_EQ(0, pthread_join(thread, &ret));
	EXPECT_NE((void *)&own_pid, ret);
	EXPECT_EQ(own_pid, call(__NR_getpid, 0));
}

/* --- The log: audit records, which come as kernel messages with no auditd. */

struct log {
	int fd;
	int limit;	/* /proc/sys/kernel/printk_ratelimit as it was */
};

static int set_ratelimit(int value)
{
	FILE *file = fopen("/proc/sys/kernel/printk_ratelimit", "r+");
	int old = -1;

	if (!file)
		return -1;
	if (fscanf(file, "%d", &old) != 1)
		old = -1;
	rewind(file);
	fprintf(file, "%d\n", value);
	return fclose(file) ? -1 : old;
}

static bool open_log(struct log *log)
{
	log->fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);
	if (log->fd < 0)
		return false;
	lseek(log->fd, 0, SEEK_END);
	log->limit = set_ratelimit(0);
	return log->limit >= 0;
}

/* A call that is sure to be logged. Returns who made it. */
static pid_t log_last_call(void)
{
	pid_t pid = fork();

	if (!pid) {
		if (!attach(0, LOAD_NR, UNLESS(__NR_gettid, 1),
			    RET(SECCOMP_RET_LOG), ALLOW))
			call(__NR_gettid, 0);
		_exit(0);
	}
	wait_status(pid);
	return pid;
}

static bool logged(const char *line, pid_t who, int nr, uint32_t action)
{
	char pid[32], number[32], code[32];

	snprintf(pid, sizeof(pid), " pid=%d ", who);
	snprintf(number, sizeof(number), " syscall=%d ", nr);
	snprintf(code, sizeof(code), " code=0x%x", action);
	return strstr(line, "type=1326") && strstr(line, pid) &&
	       strstr(line, number) && strstr(line, code);
}

/*
 * How often has the call been logged with @action since the log was opened?
 * Closes it. Messages are late but in order, so wait for one that has to come;
 * if it does not come in some seconds, return -1.
 */
static int count_logged(struct log *log, uint32_t action)
{
	const pid_t last = log_last_call();
	bool complete = false;
	int count = 0, tries;
	char line[8192];
	ssize_t len;

	for (tries = 0; !complete && tries < 500; ) {
		len = read(log->fd, line, sizeof(line) - 1);
		if (len <= 0) {
			usleep(10000);
			tries++;
			continue;
		}
		line[len] = '\0';
		count += logged(line, own_pid, NR, action);
		complete = logged(line, last, __NR_gettid, SECCOMP_RET_LOG);
	}
	close(log->fd);
	set_ratelimit(log->limit);
	return complete ? count : -1;
}

/* In memory that all tests share: it takes a while to see that it does not. */
static enum { UNKNOWN, WORKS, MISSING } *log_state;

static bool log_works(void)
{
	struct log log;

	if (*log_state == UNKNOWN)
		*log_state = open_log(&log) && !count_logged(&log, SECCOMP_RET_LOG) ?
			     WORKS : MISSING;
	return *log_state == WORKS;
}

/* An operator may have taken some actions out of those that are logged. */
static bool errno_is_logged(void)
{
	FILE *file = fopen("/proc/sys/kernel/seccomp/actions_logged", "r");
	bool found = false;
	char word[32];

	while (file && fscanf(file, "%31s", word) == 1)
		found |= !strcmp(word, "errno");
	if (file)
		fclose(file);
	return found;
}

TEST_F(one, log_action)
{
	struct log log;

	if (!log_works())
		SKIP(return, "needs CAP_SYSLOG and AUDIT, and no auditd");
	ASSERT_EQ(0, attach_way(&variant->way, 0, SECCOMP_RET_LOG));
	ASSERT_TRUE(open_log(&log));
	EXPECT_EQ(own_ppid, call(NR, ARG));
	EXPECT_EQ(1, count_logged(&log, SECCOMP_RET_LOG));
	if (!variant->way.looks)
		return;
	ASSERT_TRUE(open_log(&log));
	EXPECT_EQ(own_ppid, call(NR, OTHER_ARG));
	EXPECT_EQ(0, count_logged(&log, SECCOMP_RET_LOG));
}

TEST_F(one, log_flag)
{
	struct log log;

	if (!log_works() || !errno_is_logged())
		SKIP(return, "needs CAP_SYSLOG and AUDIT, and no auditd");
	ASSERT_EQ(0, attach_way(&variant->way, SECCOMP_FILTER_FLAG_LOG,
				SECCOMP_RET_ERRNO | DENIED));
	ASSERT_TRUE(open_log(&log));
	EXPECT_EQ(-DENIED, call(NR, ARG));
	EXPECT_EQ(1, count_logged(&log, SECCOMP_RET_ERRNO));
}

TEST_F(one, log_flag_missing)
{
	struct log log;

	if (!log_works())
		SKIP(return, "needs CAP_SYSLOG and AUDIT, and no auditd");
	ASSERT_EQ(0, attach_way(&variant->way, 0,
				SECCOMP_RET_ERRNO | DENIED));
	ASSERT_TRUE(open_log(&log));
	EXPECT_EQ(-DENIED, call(NR, ARG));
	EXPECT_EQ(0, count_logged(&log, SECCOMP_RET_ERRNO));
}

/* --- A listener, in a thread that no filter applies to. */

struct listener {
	int pipe[2];			/* its file descriptor, once it is known */
	struct seccomp_notif got;
	struct seccomp_notif_resp answer;
	bool good;
};

static void *listen_once(void *arg)
{
	struct listener *l = arg;
	int fd;

	if (read(l->pipe[0], &fd, sizeof(fd)) != sizeof(fd) ||
	    ioctl(fd, SECCOMP_IOCTL_NOTIF_RECV, &l->got))
		return NULL;
	l->answer.id = l->got.id;
	l->good = !ioctl(fd, SECCOMP_IOCTL_NOTIF_SEND, &l->answer);
	return NULL;
}

static bool start_listening(struct listener *l, pthread_t *thread)
{
	return !pipe(l->pipe) && !pthread_create(thread, NULL, listen_once, l);
}

TEST_F(one, listener_answers)
{
	struct listener l = { .answer = { .val = 123456 } };
	pthread_t thread;
	int fd;

	ASSERT_TRUE(start_listening(&l, &thread));
	fd = attach_way(&variant->way, SECCOMP_FILTER_FLAG_NEW_LISTENER,
			SECCOMP_RET_USER_NOTIF | 3);
	if (fd < 0 && errno == EBUSY)
		SKIP(return, "there is a listener already");
	ASSERT_LE(0, fd);
	ASSERT_EQ(sizeof(fd), write(l.pipe[1], &fd, sizeof(fd)));
	if (variant->way.looks)
		EXPECT_EQ(own_ppid, call(NR, OTHER_ARG));
	EXPECT_EQ(123456, syscall(NR, (long)ARG, 2L, 3L, 4L, 5L, 6L));
	ASSERT_EQ(0, pthread_join(thread, NULL));
	EXPECT_TRUE(l.good);
	EXPECT_EQ(gettid(), l.got.pid);
	EXPECT_EQ(NR, l.got.data.nr);
	EXPECT_NE(0, l.got.data.instruction_pointer);
	EXPECT_EQ(ARG, l.got.data.args[0]);
	EXPECT_EQ(2, l.got.data.args[1]);
	EXPECT_EQ(3, l.got.data.args[2]);
	EXPECT_EQ(4, l.got.data.args[3]);
	EXPECT_EQ(5, l.got.data.args[4]);
	EXPECT_EQ(6, l.got.data.args[5]);
#ifdef __x86_64__
	EXPECT_EQ(AUDIT_ARCH_X86_64, l.got.data.arch);
#endif
}

TEST_F(one, listener_lets_pass)
{
	struct listener l = {
		.answer = { .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE },
	};
	pthread_t thread;
	int fd;

	ASSERT_TRUE(start_listening(&l, &thread));
	fd = attach_way(&variant->way, SECCOMP_FILTER_FLAG_NEW_LISTENER,
			SECCOMP_RET_USER_NOTIF);
	if (fd < 0 && errno == EBUSY)
		SKIP(return, "there is a listener already");
	ASSERT_LE(0, fd);
	ASSERT_EQ(sizeof(fd), write(l.pipe[1], &fd, sizeof(fd)));
	EXPECT_EQ(own_ppid, call(NR, ARG));
	ASSERT_EQ(0, pthread_join(thread, NULL));
	EXPECT_TRUE(l.good);
}

TEST_F(one, listener_missing)
{
	ASSERT_EQ(0, attach_way(&variant->way, 0, SECCOMP_RET_USER_NOTIF));
	EXPECT_EQ(-ENOSYS, call(NR, ARG));
	EXPECT_TRUE(others_pass(&variant->way));
}

/* ptrace dumps what was attached, whatever is run. */
TEST_F(one, dumped)
{
	const struct way *way = &variant->way;
	struct sock_filter got[512], want[] = {
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NR, 1, 0), ALLOW,
	};
	int status;
	long len;
	pid_t pid;

	if (!can_trace())
		SKIP(return, "ptrace is denied");
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		if (attach_way(way, 0, SECCOMP_RET_ERRNO | DENIED))
			_exit(1);
		wait_for_tracer();
		_exit(0);
	}
	status = wait_status(pid);
	ASSERT_TRUE(WIFSTOPPED(status));
	len = ptrace(PTRACE_SECCOMP_GET_FILTER, pid, way->below, got);
	kill(pid, SIGKILL);
	if (len < 0 && (errno == EACCES || errno == EIO || errno == EINVAL))
		SKIP(return, "needs CAP_SYS_ADMIN and CHECKPOINT_RESTORE");
	EXPECT_EQ(way->distance + 3 +
		  (way->reloads ? 11 : way->looks ? 4 : 1), len);
	EXPECT_EQ(0, memcmp(want, &got[1 + way->distance], sizeof(want)));
}

/* --- Two filters that answer the same call. */

FIXTURE(two)
{
};

FIXTURE_VARIANT(two)
{
	struct way older, newer;
};

FIXTURE_SETUP(two)
{
	own_pid = getpid();
	own_ppid = getppid();
}

FIXTURE_TEARDOWN(two)
{
}

#define CONSTANT	{ .above = 1 }
#define LOOKS		{ .looks = true, .distance = 300, .above = 1 }

FIXTURE_VARIANT_ADD(two, constant_on_constant) {
	.older = CONSTANT,
	.newer = CONSTANT,
};

FIXTURE_VARIANT_ADD(two, constant_on_looks) {
	.older = LOOKS,
	.newer = CONSTANT,
};

FIXTURE_VARIANT_ADD(two, looks_on_constant) {
	.older = CONSTANT,
	.newer = LOOKS,
};

FIXTURE_VARIANT_ADD(two, looks_on_looks) {
	.older = LOOKS,
	.newer = LOOKS,
};

TEST_F(two, errno_tie)
{
	ASSERT_EQ(0, attach_way(&variant->older, 0,
				SECCOMP_RET_ERRNO | DENIED));
	ASSERT_EQ(0, attach_way(&variant->newer, 0,
				SECCOMP_RET_ERRNO | DENIED_TOO));
	EXPECT_EQ(-DENIED_TOO, call(NR, ARG));
	if (!variant->older.looks && variant->newer.looks)
		EXPECT_EQ(-DENIED, call(NR, OTHER_ARG));
	if (variant->older.looks && !variant->newer.looks)
		EXPECT_EQ(-DENIED_TOO, call(NR, OTHER_ARG));
	if (variant->older.looks && variant->newer.looks)
		EXPECT_EQ(own_ppid, call(NR, OTHER_ARG));
}

TEST_F(two, trace_tie)
{
	unsigned long data[2] = {};
	int status;
	pid_t pid;

	if (!can_trace())
		SKIP(return, "ptrace is denied");
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		if (attach_way(&variant->older, 0, SECCOMP_RET_TRACE | 1) ||
		    attach_way(&variant->newer, 0, SECCOMP_RET_TRACE | 2))
			_exit(1);
		wait_for_tracer();
		call(NR, ARG);
		_exit(0);
	}
	EXPECT_EQ(1, trace_stops(pid, data, 1, &status));
	EXPECT_EQ(2, data[0]);
	EXPECT_EQ(0, status);
}

/* The older one's listener is not asked: the newer one has none. */
TEST_F(two, listener_tie)
{
	int fd = attach_way(&variant->older, SECCOMP_FILTER_FLAG_NEW_LISTENER,
			    SECCOMP_RET_USER_NOTIF);

	if (fd < 0 && errno == EBUSY)
		SKIP(return, "there is a listener already");
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, attach_way(&variant->newer, 0, SECCOMP_RET_USER_NOTIF));
	EXPECT_EQ(-ENOSYS, call(NR, ARG));
}

TEST_F(two, log_tie)
{
	struct log log;

	if (!log_works())
		SKIP(return, "needs CAP_SYSLOG and AUDIT, and no auditd");
	ASSERT_EQ(0, attach_way(&variant->older, SECCOMP_FILTER_FLAG_LOG,
				SECCOMP_RET_ERRNO | DENIED));
	ASSERT_EQ(0, attach_way(&variant->newer, 0,
				SECCOMP_RET_ERRNO | DENIED));
	ASSERT_TRUE(open_log(&log));
	EXPECT_EQ(-DENIED, call(NR, ARG));
	EXPECT_EQ(0, count_logged(&log, SECCOMP_RET_ERRNO));
}

TEST_F(two, log_tie_reverse)
{
	struct log log;

	if (!log_works() || !errno_is_logged())
		SKIP(return, "needs CAP_SYSLOG and AUDIT, and no auditd");
	ASSERT_EQ(0, attach_way(&variant->older, 0,
				SECCOMP_RET_ERRNO | DENIED));
	ASSERT_EQ(0, attach_way(&variant->newer, SECCOMP_FILTER_FLAG_LOG,
				SECCOMP_RET_ERRNO | DENIED));
	ASSERT_TRUE(open_log(&log));
	EXPECT_EQ(-DENIED, call(NR, ARG));
	EXPECT_EQ(1, count_logged(&log, SECCOMP_RET_ERRNO));
}

TEST_F(two, strictest_is_older)
{
	ASSERT_EQ(0, attach_way(&variant->older, 0,
				SECCOMP_RET_ERRNO | DENIED));
	ASSERT_EQ(0, attach_way(&variant->newer, 0, SECCOMP_RET_TRACE));
	EXPECT_EQ(-DENIED, call(NR, ARG));
}

TEST_F(two, strictest_is_newer)
{
	ASSERT_EQ(0, attach_way(&variant->older, 0, SECCOMP_RET_LOG));
	ASSERT_EQ(0, attach_way(&variant->newer, 0,
				SECCOMP_RET_ERRNO | DENIED));
	EXPECT_EQ(-DENIED, call(NR, ARG));
}

/* Actions are ordered as signed numbers: KILL_PROCESS is the lowest. */
TEST_F(two, kill_process_is_lowest)
{
	int status;
	pid_t pid;

	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		if (attach_way(&variant->older, 0, SECCOMP_RET_KILL_PROCESS) ||
		    attach_way(&variant->newer, 0, SECCOMP_RET_KILL_THREAD))
			_exit(1);
		call(NR, ARG);
		_exit(2);
	}
	status = wait_status(pid);
	ASSERT_TRUE(WIFSIGNALED(status));
	EXPECT_EQ(SIGSYS, WTERMSIG(status));
}

int main(int argc, char **argv)
{
	need_filters();
	log_state = mmap(NULL, sizeof(*log_state), PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (log_state == MAP_FAILED)
		return KSFT_FAIL;
	return test_harness_run(argc, argv);
}
