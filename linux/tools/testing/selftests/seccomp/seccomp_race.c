// SPDX-License-Identifier: GPL-2.0-only
/*
 * What tasks see of seccomp filters that are attached while they make calls
 *
 * A call has levels: the filter that takes it from one level to the next denies
 * it with an errno of its own, and on a tie the newest filter answers. So each
 * answer tells the level that it was given at, and with TSYNC
 *
 * - it is at least the last one whose attach had returned when the call began,
 * - it is at most the last one whose attach had begun when the call ended.
 *
 * Threads that have been in the middle of something, were created, forked,
 * executed, traced or killed while that went on must find nothing else. All
 * of it holds on any kernel. How long each test takes is up to the variable
 * SECCOMP_RACE_SECONDS, SECCOMP_RACE_SEED changes what is done in which order.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "../kselftest_harness.h"
#include "filters.h"

#ifndef SECCOMP_FILTER_FLAG_TSYNC_ESRCH
#define SECCOMP_FILTER_FLAG_TSYNC_ESRCH	0x10
#endif

#define TSYNC		SECCOMP_FILTER_FLAG_TSYNC
#define TSYNC_ESRCH	(TSYNC | SECCOMP_FILTER_FLAG_TSYNC_ESRCH)

/* --- Calls, their levels and the filters between them --- */

/* Calls that tell every thread the same, and whose second argument is unused. */
static const struct known_call {
	int nr, nr32;
	long arg;
} calls[] = {
	{ __NR_getppid, 64, 0 },
	{ __NR_getuid, 199, 0 },
	{ __NR_getpgid, 132, 0 },
	{ __NR_geteuid, 201, 0 },
	{ __NR_getsid, 147, 0 },
	{ __NR_getgid, 200, 0 },
	{ __NR_sched_get_priority_max, 159, SCHED_FIFO },
	{ __NR_getegid, 202, 0 },
};

#define CALLS		ARRAY_SIZE(calls)
#define LEVELS		12
#define FIRST_ERRNO	2000
#define OWN_LEVEL	31	/* of a filter that is not synchronized */

/* Every other call is denied only if the second argument says so. */
#define SAID		7
#define UNSAID		6

static bool depends(unsigned int c)
{
	return c % 2;
}

static int errno_at(unsigned int c, int level)
{
	return FIRST_ERRNO + c * (OWN_LEVEL + 1) + level;
}

/* Where the filter of another call has answered: no level that there is. */
#define NO_LEVEL	1000

static int level_of(unsigned int c, long ret)
{
	const long level = -ret - errno_at(c, 0);

	if (ret > -FIRST_ERRNO)
		return 0;
	return level > 0 && level <= OWN_LEVEL ? level : NO_LEVEL;
}

/* As short as it can be, or with up to @useless comparisons before. */
static int attach_level(unsigned int flags, unsigned int c, int level,
			unsigned int useless)
{
	const unsigned int look = depends(c) ? 2 : 0;
	struct sock_filter insns[BPF_MAXINSNS] = { LOAD_NR };
	unsigned int n = 1, i;

#define ADD(insn) (insns[n++] = (struct sock_filter)insn)
	for (i = 0; i < useless; i++)
		ADD(UNLESS(0x10000 + i, 0));
#ifdef __x86_64__
	ADD(LOAD_ARCH);
	ADD(UNLESS(AUDIT_ARCH_I386, 3));
	ADD(LOAD_NR);
	ADD(UNLESS(calls[c].nr32, look + 4));
	ADD(BPF_STMT(BPF_JMP | BPF_JA, 2));
#endif
	ADD(LOAD_NR);
	ADD(UNLESS(calls[c].nr, look + 1));
	if (look) {
		ADD(LOAD(LOW(args[1])));
		ADD(UNLESS(SAID, 1));
	}
	ADD(ERRNO(errno_at(c, level)));
	ADD(ALLOW);
#undef ADD
	return attach_program(flags, insns, n);
}

static long call2(unsigned int c, long arg)
{
	long ret = syscall(calls[c].nr, calls[c].arg, arg);

	return ret == -1 ? -errno : ret;
}

#ifdef __x86_64__
static bool have_call32;

static long call2_compat(unsigned int c, long arg)
{
	int ret;

	asm volatile("int $0x80"
		     : "=a" (ret)
		     : "a" (calls[c].nr32), "b" (calls[c].arg), "c" (arg),
		       "d" (0), "S" (0), "D" (0)
		     : "memory", "r8", "r9", "r10", "r11");
	return ret;
}

static void find_call32(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(call2_compat(0, 0) != call2(0, 0));
	have_call32 = pid > 0 && !wait_status(pid);
}
#else
static const bool have_call32;

static long call2_compat(unsigned int c, long arg)
{
	return call2(c, arg);
}

static void find_call32(void)
{
}
#endif

/* --- What the tasks share, across fork and exec --- */

/* Who else is there beside those that attach and those that call. */
enum {
	FORKERS		= 1 << 0,
	EXECUTORS	= 1 << 1,
	SPAWNERS	= 1 << 2,
	MORTALS		= 1 << 3,
	TRACER		= 1 << 4,
	SUSPENDER	= 1 << 5,
	LISTENERS	= 1 << 6,
};

static struct arena {
	atomic_int begun[CALLS], done[CALLS];
	atomic_bool stop;
	atomic_bool lacking;	/* there can be no more tasks */
	atomic_int attaching;

	/* When it is enough, and whether somebody else has to have been there */
	double end;
	unsigned int others_wanted;

	/* The thread that is traced; odd while its filters are suspended */
	atomic_int traced;
	atomic_uint suspended;

	/* Listeners of the filters for the call that is answered elsewhere */
	atomic_int listening, listened, closing, closed;

	atomic_ulong answers, attaches, others, changing;
	atomic_uint wrong;
	char first_wrong[256];
} *arena;

static int arena_fd = -1;
static uint64_t seed;

static void *map_arena(int fd)
{
	return mmap(NULL, sizeof(struct arena), PROT_READ | PROT_WRITE,
		    MAP_SHARED, fd, 0);
}

static __printf(1, 2) void wrong(const char *format, ...)
{
	va_list ap;

	if (arena->wrong++)
		return;
	va_start(ap, format);
	vsnprintf(arena->first_wrong, sizeof(arena->first_wrong), format, ap);
	va_end(ap);
}

/* A limit of users or control groups is no fault of anybody's: end it. */
static void lack_tasks(void)
{
	arena->lacking = true;
	arena->stop = true;
}

/* A thread's own random numbers. */
struct dice {
	uint64_t state;
};

static struct dice new_dice(void)
{
	static atomic_ulong count;

	return (struct dice){ (seed + ++count) * 0x9e3779b97f4a7c15 | 1 };
}

static unsigned int roll(struct dice *dice, unsigned int sides)
{
	dice->state ^= dice->state << 13;
	dice->state ^= dice->state >> 7;
	dice->state ^= dice->state << 17;
	return (dice->state >> 16) % sides;
}

static void pause_a_bit(struct dice *dice)
{
	usleep(roll(dice, 2000));
}

/* --- Those that make calls --- */

/* An answer to a call that is at least at @least by now. */
static void judge(const char *who, unsigned int c, long arg, int least, long ret)
{
	const int most = arena->begun[c], level = level_of(c, ret);

	arena->answers++;
	if (least != most)
		arena->changing++;
	if (depends(c) && arg == UNSAID) {
		if (level)
			wrong("%s: call %u: %ld for another argument", who, c,
			      ret);
	} else if (level < least || level > most) {
		wrong("%s: call %u: %ld is level %d, not %d to %d", who, c,
		      ret, level, least, most);
	}
}

static void call_and_judge(const char *who, struct dice *dice)
{
	const unsigned int c = roll(dice, CALLS);
	const long arg = roll(dice, 4) ? SAID : UNSAID;
	const int least = arena->done[c];
	long ret;

	if (have_call32 && !roll(dice, 4))
		ret = call2_compat(c, arg);
	else
		ret = call2(c, arg);
	atomic_thread_fence(memory_order_seq_cst);
	judge(who, c, arg, least, ret);
}

static void *caller_main(void *unused)
{
	struct dice dice = new_dice();

	while (!arena->stop)
		call_and_judge("caller", &dice);
	return unused;
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

/* On a slow or busy machine it takes longer until anything has happened. */
static bool enough(void)
{
	return seconds() > arena->end && arena->attaches >= CALLS &&
	       (!arena->others_wanted || arena->others);
}

/* --- Those that attach filters --- */

/* How many calls are one attacher's. */
#define SHARE	(CALLS / 2)

/*
 * Take one call after the other to its next level, until all are at the last.
 * A thread that a filter has killed and that has not gone yet is in the way.
 */
static void *attacher_main(void *first)
{
	const unsigned int mine = (uintptr_t)first;
	struct dice dice = new_dice();
	unsigned int i;

	for (i = 0; i < SHARE * LEVELS && !arena->stop && !enough(); i++) {
		const unsigned int c = mine + i % SHARE;
		const int level = i / SHARE + 1;
		const unsigned int useless = roll(&dice, 4) ? 0 : 300;
		int ret;

		arena->begun[c] = level;
		do {
			const bool esrch = roll(&dice, 2);

			ret = attach_level(esrch ? TSYNC_ESRCH : TSYNC, c,
					   level, useless);
			if (ret < 0 && esrch && errno == ESRCH)
				ret = 1;
		} while (ret > 0 && !arena->stop);
		if (ret < 0)
			wrong("attacher: %s", strerror(errno));
		if (ret)
			break;
		arena->done[c] = level;
		arena->attaches++;
		pause_a_bit(&dice);
	}
	if (!--arena->attaching)
		arena->stop = true;
	return NULL;
}

/* --- Those that come and go --- */

/*
 * A new process has the filters that its creator had. It keeps them, whatever
 * becomes of those: each call stays at one level.
 */
static int stay(const char *who, const int least[], struct dice *dice)
{
	int level[CALLS];
	unsigned int i, c;

	for (c = 0; c < CALLS; c++) {
		long ret = call2(c, SAID);

		atomic_thread_fence(memory_order_seq_cst);
		judge(who, c, SAID, least[c], ret);
		level[c] = level_of(c, ret);
	}
	for (i = 0; i < 100; i++) {
		long ret;

		c = roll(dice, CALLS);
		ret = have_call32 && i % 2 ? call2_compat(c, SAID) :
					     call2(c, SAID);
		if (level_of(c, ret) != level[c])
			wrong("%s: call %u: %ld was level %d", who, c, ret,
			      level[c]);
	}
	arena->others++;
	return 0;
}

struct newborn {
	int least[CALLS];
	struct dice dice;
};

static struct newborn *conceive(struct newborn *n, struct dice *dice)
{
	unsigned int c;

	for (c = 0; c < CALLS; c++)
		n->least[c] = arena->done[c];
	n->dice.state = dice->state | 1;
	return n;
}

static int newborn_main(void *arg)
{
	struct newborn *n = arg;

	return stay("child", n->least, &n->dice);
}

/* A filter of the child's own holds for the child alone. */
static int newborn_own(void *arg)
{
	struct newborn *n = arg;

	newborn_main(n);
	if (attach_level(TSYNC, 0, OWN_LEVEL, 0))
		return 1;
	return level_of(0, call2(0, SAID)) == OWN_LEVEL ? 0 : 2;
}

/* Arguments of this program when it is executed, and then the least levels. */
#define AFTER_EXEC	"--after-exec"

static void execute(struct newborn *n)
{
	char text[CALLS + 2][24], *argv[CALLS + 5] = { "seccomp_race", AFTER_EXEC };
	unsigned int c, arg = 2;

	snprintf(text[0], sizeof(text[0]), "%d", arena_fd);
	argv[arg++] = text[0];
	for (c = 0; c < CALLS; c++) {
		snprintf(text[c + 1], sizeof(text[0]), "%d", n->least[c]);
		argv[arg++] = text[c + 1];
	}
	execv("/proc/self/exe", argv);
	_exit(10);
}

static int after_exec(char **argv)
{
	struct dice dice = { 1 };
	int least[CALLS];
	unsigned int c;

	arena = map_arena(atoi(*argv++));
	if (arena == MAP_FAILED)
		return 11;
	for (c = 0; c < CALLS; c++)
		least[c] = atoi(argv[c]);
	return stay("executed", least, &dice);
}

static int newborn_exec(void *arg)
{
	execute(arg);
	return 12;
}

static void *execute_in_thread(void *arg)
{
	execute(arg);
	return NULL;
}

/* The thread that executes is another one than the first, which calls on. */
static int newborn_exec_thread(void *arg)
{
	struct newborn *n = arg;
	pthread_t thread;

	if (pthread_create(&thread, NULL, execute_in_thread, n)) {
		lack_tasks();
		return 0;
	}
	for (;;)
		call2(roll(&n->dice, CALLS), SAID);
}

static pid_t fork_newborn(struct newborn *n)
{
	pid_t pid = fork();

	if (!pid)
		_exit(newborn_exec_thread(n));
	return pid;
}

static void *bear(struct dice *dice, int (*const mains[])(void *arg),
		  unsigned int nr_mains)
{
	static const int flags[] = {
		SIGCHLD,
		SIGCHLD | CLONE_VM | CLONE_VFORK,
		SIGCHLD | CLONE_VM | CLONE_VFORK | CLONE_SIGHAND,
		SIGCHLD | CLONE_FILES | CLONE_FS,
	};
	const size_t size = 256 * 1024;
	char *stack = malloc(size);
	unsigned int kinds = ARRAY_SIZE(flags);

	while (!arena->stop) {
		struct newborn newborn;
		unsigned int m = roll(dice, nr_mains);
		int status, kind = roll(dice, kinds);
		pid_t pid;

		/* Nobody may attach in the place of others that share a lock */
		if (flags[kind] & CLONE_SIGHAND)
			m = 0;
		conceive(&newborn, dice);
		/*
		 * What creates threads needs memory of its own, and none of the
		 * C library's locks held by a thread that is not there: fork()
		 * sees to that.
		 */
		if (mains[m] == newborn_exec_thread)
			pid = fork_newborn(&newborn);
		else
			pid = clone(mains[m], stack + size, flags[kind],
				    &newborn);
		if (pid < 0) {
			if (errno == EAGAIN)
				lack_tasks();
			else
				wrong("clone: %s", strerror(errno));
			break;
		}
		while (waitpid(pid, &status, __WALL | __WNOTHREAD) != pid)
			;
		if (status)
			wrong("child: status %#x", status);
	}
	free(stack);
	return NULL;
}

static void *forker_main(void *unused)
{
	static int (*const mains[])(void *arg) = { newborn_main, newborn_own };
	struct dice dice = new_dice();

	return bear(&dice, mains, ARRAY_SIZE(mains));
}

static void *executor_main(void *unused)
{
	static int (*const mains[])(void *arg) = {
		newborn_exec, newborn_exec_thread,
	};
	struct dice dice = new_dice();

	return bear(&dice, mains, ARRAY_SIZE(mains));
}

/* Calls that do not exist on any recent kernel. */
#define DEADLY		1020
#define DOOR		1021
#define TRACED_DOOR	1022
#define HEARD		1023

static void *brief_main(void *deadly)
{
	struct dice dice = new_dice();
	int i;

	for (i = 0; i < 20; i++)
		call_and_judge("thread", &dice);
	arena->others++;
	if (deadly) {
		call(DEADLY, 0);
		wrong("thread: outlived what kills it");
	}
	return NULL;
}

static void spawn(void *deadly)
{
	pthread_t threads[2];
	unsigned int nr;

	for (nr = 0; nr < ARRAY_SIZE(threads); nr++)
		if (pthread_create(&threads[nr], NULL, brief_main, deadly))
			break;
	if (nr < ARRAY_SIZE(threads))
		lack_tasks();
	while (nr)
		pthread_join(threads[--nr], NULL);
}

static void *spawner_main(void *unused)
{
	while (!arena->stop)
		spawn(NULL);
	return unused;
}

static void *mortal_main(void *unused)
{
	struct dice dice = new_dice();

	while (!arena->stop) {
		spawn("deadly");
		pause_a_bit(&dice);
	}
	return unused;
}

/* --- The one that is traced, and its tracer --- */

/*
 * Its tracer may turn the calls that do not exist into the one named by the
 * third argument, which then has to be judged as that. While seccomp is
 * suspended no filter answers.
 */
static void traced_call(struct dice *dice)
{
	const unsigned int c = roll(dice, CALLS), before = arena->suspended;
	const int least = arena->done[c];
	const int nrs[] = { DOOR, TRACED_DOOR, calls[c].nr };
	long ret = syscall(nrs[roll(dice, 3)], calls[c].arg, SAID, c);

	if (ret == -1)
		ret = -errno;
	atomic_thread_fence(memory_order_seq_cst);
	if (ret == -ENOSYS)
		return;
	if (before != arena->suspended)
		judge("traced, meanwhile suspended", c, SAID, 0, ret);
	else if (before % 2 == 0)
		judge("traced", c, SAID, least, ret);
	else if (level_of(c, ret))
		wrong("suspended: call %u: %ld", c, ret);
}

static void *traced_main(void *unused)
{
	struct dice dice = new_dice();

	arena->traced = syscall(__NR_gettid);
	while (!arena->stop)
		traced_call(&dice);
	arena->traced = -1;
	return unused;
}

/* The call that the tracee has stopped in is one of those to change. */
static void change_door(pid_t tid)
{
	struct ptrace_syscall_info info;
	uint64_t nr, c;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof(info), &info) <= 0)
		return;
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
		nr = info.entry.nr;
		c = info.entry.args[2];
	} else if (info.op == PTRACE_SYSCALL_INFO_SECCOMP) {
		nr = info.seccomp.nr;
		c = info.seccomp.args[2];
	} else {
		return;
	}
	if ((nr == DOOR || nr == TRACED_DOOR) && c < CALLS) {
		if (CAN_CHANGE_NR && change_nr(tid, calls[c].nr))
			wrong("tracer: cannot change the number");
		arena->others++;
	}
}

#define TRACE_OPTIONS	(PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACESECCOMP)

static bool set_suspended(pid_t tid, bool suspend)
{
	/* Odd before it is, and until it is no more */
	if (suspend)
		arena->suspended++;
	if (ptrace(PTRACE_SETOPTIONS, tid, 0,
		   TRACE_OPTIONS | (suspend ? PTRACE_O_SUSPEND_SECCOMP : 0)))
		return false;
	if (!suspend)
		arena->suspended++;
	return true;
}

/* Trace the thread for a while. Returns false if it can be traced no more. */
static bool trace_a_while(pid_t tid, bool suspend, struct dice *dice)
{
	bool suspended = false;
	unsigned int stops = 1 + roll(dice, 30);
	int status;

	if (ptrace(PTRACE_SEIZE, tid, 0, TRACE_OPTIONS) ||
	    ptrace(PTRACE_INTERRUPT, tid, 0, 0))
		return false;
	for (;;) {
		if (waitpid(tid, &status, __WALL) != tid || !WIFSTOPPED(status))
			return false;
		change_door(tid);
		if (suspend && (suspended || !roll(dice, 4))) {
			suspended = !suspended;
			if (!set_suspended(tid, suspended))
				return false;
		}
		if (!stops-- || arena->stop)
			break;
		if (ptrace(roll(dice, 4) ? PTRACE_SYSCALL : PTRACE_CONT, tid, 0, 0))
			return false;
		/* If no filter is asked it may not stop any more by itself */
		if (suspended)
			ptrace(PTRACE_INTERRUPT, tid, 0, 0);
	}
	if (suspended && !set_suspended(tid, false))
		return false;
	return !ptrace(PTRACE_DETACH, tid, 0, 0);
}

/* Until the thread is gone. */
static void trace(bool suspend)
{
	struct dice dice = new_dice();

	while (!arena->traced && !arena->stop)
		usleep(1000);
	while (arena->traced > 0 && !arena->stop) {
		if (!trace_a_while(arena->traced, suspend, &dice) &&
		    !arena->stop) {
			wrong("tracer: %s", strerror(errno));
			arena->stop = true;
		}
		pause_a_bit(&dice);
	}
}

/* --- Those that listen, and the call that they answer --- */

/*
 * A level of this call is a filter with a listener of its own, which answers
 * with an errno as any other, and nobody answers once that is closed.
 */
static void heard_call(void)
{
	const int least = arena->listening, closed = arena->closed;
	const long ret = call(HEARD, 0);
	const int level = level_of(CALLS, ret);

	atomic_thread_fence(memory_order_seq_cst);
	arena->answers++;
	if (ret == -ENOSYS) {
		if (least && arena->closing < least)
			wrong("heard: no answer at level %d", least);
	} else if (level < least || level > arena->listened || level <= closed) {
		wrong("heard: %ld is level %d, not %d to %d, %d closed", ret,
		      level, least, (int)arena->listened, closed);
	}
}

static void *heard_main(void *unused)
{
	while (!arena->stop)
		heard_call();
	return unused;
}

static void answer(int listener, int level)
{
	struct seccomp_notif_resp resp = {};
	struct seccomp_notif req = {};

	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &req))
		return;
	resp.id = req.id;
	resp.error = -errno_at(CALLS, level);
	ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &resp);
	arena->others++;
}

static void *listener_main(void *unused)
{
	struct dice dice = new_dice();
	int level;

	for (level = 1; level <= LEVELS && !arena->stop; level++) {
		unsigned int answers = roll(&dice, 50);
		int fd;

		arena->listened = level;
		/* A child may still hold the one before */
		do {
			fd = attach(TSYNC_ESRCH |
				    SECCOMP_FILTER_FLAG_NEW_LISTENER,
				    LOAD_NR, UNLESS(HEARD, 1),
				    RET(SECCOMP_RET_USER_NOTIF), ALLOW);
		} while (fd < 0 && errno == EBUSY && !arena->stop);
		if (fd < 0 && arena->stop)
			break;
		if (fd < 0) {
			wrong("listener: %s", strerror(errno));
			break;
		}
		arena->listening = level;
		while (answers-- && !arena->stop) {
			struct pollfd poll_fd = { fd, POLLIN, 0 };

			if (poll(&poll_fd, 1, 10) > 0)
				answer(fd, level);
		}
		arena->closing = level;
		close(fd);
		arena->closed = level;
	}
	return unused;
}

/* --- One round: from no filters to the last level of all calls --- */

#define MAX_THREADS	32

struct crowd {
	pthread_t threads[MAX_THREADS];
	unsigned int nr;
};

static void join_in(struct crowd *crowd, void *(*main)(void *arg), void *arg)
{
	if (pthread_create(&crowd->threads[crowd->nr], NULL, main, arg))
		lack_tasks();
	else
		crowd->nr++;
}

static int attach_base(void)
{
	return attach(0, LOAD_NR, UNLESS(DEADLY, 1),
		      RET(SECCOMP_RET_KILL_THREAD), UNLESS(TRACED_DOOR, 1),
		      RET(SECCOMP_RET_TRACE), ALLOW);
}

static int round_main(unsigned int others)
{
	struct crowd crowd = {};
	unsigned int i;

	if (attach_base())
		return 1;
	for (i = 0; i < 3; i++)
		join_in(&crowd, caller_main, NULL);
	for (i = 0; i < CALLS; i += SHARE)
		join_in(&crowd, attacher_main, (void *)(uintptr_t)i);
	if (others & FORKERS)
		join_in(&crowd, forker_main, NULL);
	if (others & EXECUTORS)
		join_in(&crowd, executor_main, NULL);
	if (others & SPAWNERS)
		join_in(&crowd, spawner_main, NULL);
	if (others & MORTALS)
		join_in(&crowd, mortal_main, NULL);
	if (others & (TRACER | SUSPENDER))
		join_in(&crowd, traced_main, NULL);
	if (others & LISTENERS) {
		join_in(&crowd, heard_main, NULL);
		join_in(&crowd, heard_main, NULL);
		join_in(&crowd, listener_main, NULL);
	}
	for (i = 0; i < crowd.nr; i++)
		pthread_join(crowd.threads[i], NULL);
	return 0;
}

static void new_round(void)
{
	unsigned int c;

	for (c = 0; c < CALLS; c++) {
		arena->begun[c] = 0;
		arena->done[c] = 0;
	}
	arena->stop = false;
	arena->attaching = CALLS / SHARE;
	arena->traced = 0;
	arena->suspended = 0;
	arena->listening = 0;
	arena->listened = 0;
	arena->closing = 0;
	arena->closed = 0;
}

/* --- Tests --- */

static unsigned long setting(const char *name, unsigned long otherwise)
{
	const char *text = getenv(name);

	return text ? strtoul(text, NULL, 0) : otherwise;
}

static void make_arena(struct __test_metadata *_metadata)
{
	seed = setting("SECCOMP_RACE_SEED", 1);
	find_call32();
	arena_fd = memfd_create("arena", 0);
	ASSERT_LE(0, arena_fd);
	ASSERT_EQ(0, ftruncate(arena_fd, sizeof(*arena)));
	arena = map_arena(arena_fd);
	ASSERT_NE(MAP_FAILED, arena);
	arena->end = seconds() + setting("SECCOMP_RACE_SECONDS", 2);
}

static void judge_arena(struct __test_metadata *_metadata)
{
	TH_LOG("seed %lu: %lu answers, %lu of them during an attach, %lu attaches, %lu others",
	       (unsigned long)seed, arena->answers, arena->changing,
	       arena->attaches, arena->others);
	EXPECT_EQ(0, atomic_load(&arena->wrong)) {
		TH_LOG("%s", arena->first_wrong);
	}
}

FIXTURE(race)
{
};

FIXTURE_VARIANT(race)
{
	unsigned int others;
};

/* Guard: TSYNC narrows every thread before it returns, and to nothing else. */
FIXTURE_VARIANT_ADD(race, tsync) { 0 };

/* Guard: a process that is created meanwhile has filters and copy alike. */
FIXTURE_VARIANT_ADD(race, fork) { FORKERS };

/* Guard: exec changes nothing, also while all other threads are ended. */
FIXTURE_VARIANT_ADD(race, exec) { EXECUTORS };

/* Guard: a thread that is created meanwhile is synchronized as any other. */
FIXTURE_VARIANT_ADD(race, threads) { SPAWNERS };

/* Guard: a thread that has been killed has no say in it and does not go on. */
FIXTURE_VARIANT_ADD(race, killed) { MORTALS };

/* Guard: what a tracer makes of a call is judged as that. */
FIXTURE_VARIANT_ADD(race, traced) { TRACER };

/* Guard: nothing answers while filters are suspended, and all do after that. */
FIXTURE_VARIANT_ADD(race, suspended) { SUSPENDER };

/* Guard: a listener's answer is that of its filter, as long as it is open. */
FIXTURE_VARIANT_ADD(race, listener) { LISTENERS };

/* Guard: all of this does not get in each other's way. */
FIXTURE_VARIANT_ADD(race, all)
{
	FORKERS | EXECUTORS | SPAWNERS | TRACER | LISTENERS
};

FIXTURE_SETUP(race)
{
	make_arena(_metadata);
}

FIXTURE_TEARDOWN(race)
{
	judge_arena(_metadata);
}

static bool time_is_up(void)
{
	return seconds() >= arena->end;
}

/* Rounds in a process of their own each, until it is @over or one went wrong. */
static void rounds(struct __test_metadata *_metadata,
		   int (*round)(unsigned int others), unsigned int others,
		   bool (*over)(void))
{
	arena->others_wanted = others;
	do {
		pid_t pid;
		int status;

		new_round();
		pid = fork();
		if (pid < 0 && errno == EAGAIN) {
			lack_tasks();
			break;
		}
		ASSERT_LE(0, pid);
		if (!pid) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			status = round(others);
			/* Nobody is to wait for what does not come any more */
			arena->stop = true;
			_exit(status);
		}
		if (others & (TRACER | SUSPENDER))
			trace(others & SUSPENDER);
		status = wait_status(pid);
		ASSERT_EQ(0, status);
		seed++;
	} while (!over() && !arena->wrong && !arena->lacking);
}

static bool may_suspend(void)
{
	int status;
	bool may;
	pid_t pid = fork();

	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		kill(getpid(), SIGSTOP);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	may = !ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_SUSPEND_SECCOMP);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return may;
}

TEST_F_TIMEOUT(race, against_calls, 600)
{
	if (variant->others & (TRACER | SUSPENDER | LISTENERS) && filtered())
		SKIP(return, "runs under a filter already");
	if (variant->others & (TRACER | SUSPENDER) && !can_trace())
		SKIP(return, "ptrace is denied");
	if (variant->others & SUSPENDER && !may_suspend())
		SKIP(return, "needs CAP_SYS_ADMIN and CHECKPOINT_RESTORE");
	if (variant->others & EXECUTORS && access("/proc/self/exe", X_OK))
		SKIP(return, "no /proc");
	if (variant->others & MORTALS && !can_join_killed())
		SKIP(return, "this C library cannot join a killed thread");
	rounds(_metadata, round_main, variant->others, enough);
	if (arena->lacking)
		SKIP(return, "no more tasks");
	EXPECT_LT(0, atomic_load(&arena->answers));
}

/* --- Threads that cannot be synchronized --- */

FIXTURE(apart)
{
};

FIXTURE_SETUP(apart)
{
	make_arena(_metadata);
}

FIXTURE_TEARDOWN(apart)
{
	judge_arena(_metadata);
}

static atomic_int stray_tid;

/* Has a filter that nobody else has. */
static void *stray_main(void *arg)
{
	pthread_barrier_t *barrier = arg;

	if (attach_level(0, 1, OWN_LEVEL, 0))
		wrong("stray: %s", strerror(errno));
	stray_tid = syscall(__NR_gettid);
	pthread_barrier_wait(barrier);
	while (!arena->stop)
		if (level_of(1, call2(1, SAID)) != OWN_LEVEL)
			wrong("stray: lost its filter");
	return NULL;
}

static int stray_round(unsigned int unused)
{
	pthread_barrier_t barrier;
	struct crowd strays = {}, crowd = {};
	struct dice dice = new_dice();
	int i;

	pthread_barrier_init(&barrier, NULL, 2);
	if (attach_base())
		return 1;
	join_in(&strays, stray_main, &barrier);
	if (!strays.nr)
		return 0;
	pthread_barrier_wait(&barrier);
	for (i = 0; i < 3; i++)
		join_in(&crowd, caller_main, NULL);
	if (arena->lacking)
		return 0;

	/* None of these takes any call to another level. */
	for (i = 0; i < 50; i++) {
		if (attach_level(TSYNC, i % CALLS, 1, i % 3 * 100) != stray_tid)
			wrong("tsync: did not name the stray");
		if (attach_level(TSYNC_ESRCH, i % CALLS, 1, 0) != -1 ||
		    errno != ESRCH)
			wrong("tsync: found the stray");
		pause_a_bit(&dice);
	}
	arena->stop = true;
	pthread_join(strays.threads[0], NULL);
	for (i = 0; i < crowd.nr; i++)
		pthread_join(crowd.threads[i], NULL);
	if (attach_level(TSYNC, 0, 1, 0) || level_of(0, call2(0, SAID)) != 1)
		wrong("tsync: the stray is gone");
	return 0;
}

/* Guard: an attach that fails for one thread changes nothing for any. */
TEST_F_TIMEOUT(apart, stray, 600)
{
	rounds(_metadata, stray_round, 0, time_is_up);
	if (arena->lacking)
		SKIP(return, "no more tasks");
	EXPECT_LT(0, atomic_load(&arena->answers));
}

/*
 * Either the thread is in strict mode first, then it is in the way, or it is
 * synchronized first, then it cannot enter strict mode any more.
 */
static void *strict_main(void *arg)
{
	struct dice dice = new_dice();
	int least;

	pthread_barrier_wait(arg);
	pause_a_bit(&dice);
	if (!prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT, 0, 0, 0)) {
		arena->others++;
		if (syscall(__NR_write, -1, "", 1) != -1)
			wrong("strict: write");
		syscall(__NR_getppid);
		wrong("strict: outlived another call");
	}
	least = arena->done[0];
	judge("not strict", 0, SAID, least, call2(0, SAID));
	if (!arena->begun[0])
		wrong("strict mode refused, but no filter");
	return NULL;
}

static int strict_round(unsigned int unused)
{
	pthread_barrier_t barrier;
	struct crowd crowd = {};
	struct dice dice = new_dice();
	unsigned int i, n = 4;
	int ret;

	pthread_barrier_init(&barrier, NULL, n + 1);
	for (i = 0; i < n; i++)
		join_in(&crowd, strict_main, &barrier);
	/* The others wait for who does not come, and end with this process */
	if (crowd.nr < n)
		return 0;
	pthread_barrier_wait(&barrier);
	pause_a_bit(&dice);
	arena->begun[0] = 1;
	do {
		ret = attach_level(TSYNC, 0, 1, 0);
	} while (ret > 0);
	if (ret)
		wrong("tsync: %s", strerror(errno));
	arena->done[0] = 1;
	arena->attaches++;
	judge("first", 0, SAID, 1, call2(0, SAID));
	for (i = 0; i < n; i++)
		pthread_join(crowd.threads[i], NULL);
	return 0;
}

/* Guard: a thread is in one mode, and nothing is cached in strict mode. */
TEST_F_TIMEOUT(apart, strict, 600)
{
	if (filtered())
		SKIP(return, "runs under a filter already");
	if (!can_join_killed())
		SKIP(return, "this C library cannot join a killed thread");
	rounds(_metadata, strict_round, 0, time_is_up);
	if (arena->lacking)
		SKIP(return, "no more tasks");
	EXPECT_LT(0, atomic_load(&arena->attaches));
}

int main(int argc, char **argv)
{
	if (argc == CALLS + 3 && !strcmp(argv[1], AFTER_EXEC))
		return after_exec(argv + 2);
	need_filters();
	return test_harness_run(argc, argv);
}
