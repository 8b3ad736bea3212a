// SPDX-License-Identifier: GPL-2.0-only
/*
 * A command that is watched as it attaches filters, and all that it starts
 *
 * Each task has its chain here as it has in the kernel: clone and fork hand it
 * on, exec keeps it, TSYNC gives it to all threads. The programs are read from
 * the tasks' memory as they enter seccomp(2) or prctl(2), and count when that
 * returns success. This takes no privilege, unlike asking the kernel.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <search.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "checker.h"
#include "process.h"
#include "util.h"

#define OPTIONS	(PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | \
		 PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | \
		 PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT)

struct task {
	struct process p;
	pid_t tgid;
	bool attached;		/* has attached filters itself */
	bool born;		/* its parent's event has come, it has a chain */
	bool waits;		/* has stopped for the first time before that */
	bool attaches;		/* has entered a call that does */
	const struct filter *entered;	/* with this filter */
	u32 flags;		/* and these flags */
};

static void *tasks;
static process_fn *found;

static int compare(const void *a, const void *b)
{
	const pid_t x = ((const struct task *)a)->p.pid;
	const pid_t y = ((const struct task *)b)->p.pid;

	return x < y ? -1 : x > y;
}

static struct task *task_find(pid_t tid)
{
	struct task key = { .p.pid = tid }, **at = tfind(&key, &tasks, compare);

	return at ? *at : NULL;
}

static struct task *task_get(pid_t tid)
{
	struct task *t = task_find(tid);

	if (t)
		return t;
	t = xcalloc(1, sizeof(*t));
	t->p.pid = tid;
	t->tgid = process_of(tid);
	if (!tsearch(t, &tasks, compare))
		input_err("out of memory");
	return t;
}

static void task_end(struct task *t)
{
	if (t->attached)
		found(&t->p);
	tdelete(t, &tasks, compare);
	free(t->p.exe);
	free(t);
}

/* --- System calls that attach --- */

/* The numbers of the two for an arch; x32 has the same with a bit set. */
static bool is_call(u32 arch, u64 nr, const char *name)
{
	const int want = seccomp_syscall_resolve_name_arch(arch, name);

	return want >= 0 && (u32)want == (u32)(nr & ~0x40000000ULL);
}

/* Not by process_vm_readv(): kernels may lack CONFIG_CROSS_MEMORY_ATTACH. */
static bool peek(pid_t tid, u64 from, void *to, size_t size)
{
	char *path = xprintf("/proc/%d/mem", tid);
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	const bool done = fd >= 0 &&
			  pread(fd, to, size, from) == (ssize_t)size;

	if (fd >= 0)
		close(fd);
	free(path);
	return done;
}

/* What a struct sock_fprog of the task's ABI points to, or NULL. */
static const struct filter *peek_filter(pid_t tid, u64 fprog, bool wide)
{
	struct sock_filter insns[BPF_MAXINSNS];
	struct { u16 len; u32 filter; } narrow;
	struct { u16 len; u64 filter; } full;

	if (wide) {
		if (!peek(tid, fprog, &full, sizeof(full)))
			return NULL;
	} else {
		if (!peek(tid, fprog, &narrow, sizeof(narrow)))
			return NULL;
		full.len = narrow.len;
		full.filter = narrow.filter;
	}
	if (!full.len || full.len > BPF_MAXINSNS ||
	    !peek(tid, full.filter, insns, full.len * sizeof(insns[0])))
		return NULL;
	/* Of what the kernel refuses nothing is attached */
	if (checker_objection(insns, full.len))
		return NULL;
	return filter_get(insns, full.len);
}

static void syscall_entered(struct task *t,
			    const struct __ptrace_syscall_info *info)
{
	const u64 *args = (const u64 *)info->entry.args, nr = info->entry.nr;
	const bool wide = info->arch & __AUDIT_ARCH_64BIT &&
			  !(info->arch == AUDIT_ARCH_X86_64 &&
			    nr & 0x40000000);
	u64 fprog;

	t->entered = NULL;
	t->attaches = false;
	if (is_call(info->arch, nr, "seccomp")) {
		if ((u32)args[0] != SECCOMP_SET_MODE_FILTER)
			return;
		t->flags = args[1];
		fprog = args[2];
	} else if (is_call(info->arch, nr, "prctl")) {
		if ((u32)args[0] != PR_SET_SECCOMP ||
		    args[1] != SECCOMP_MODE_FILTER)
			return;
		t->flags = 0;
		fprog = args[2];
	} else {
		return;
	}
	t->p.arch = info->arch;
	t->attaches = true;
	t->entered = peek_filter(t->p.pid, fprog, wide);
}

/* The task whose chain its threads get: twalk() has no argument to pass. */
static const struct task *leader;

static void synchronize(const void *node, VISIT visit, int depth)
{
	struct task *t = *(struct task *const *)node;

	if ((visit != postorder && visit != leaf) || t->tgid != leader->tgid ||
	    t == leader)
		return;
	t->p.chain = leader->p.chain;
	t->p.arch = leader->p.arch;
	t->attached = true;
	process_name(&t->p);
}

static void syscall_left(struct task *t,
			 const struct __ptrace_syscall_info *info)
{
	t->attaches = false;
	if (info->exit.is_error)
		return;
	/* TSYNC fails with the ID of a thread, but a listener is a success */
	if (t->flags & SECCOMP_FILTER_FLAG_TSYNC && info->exit.rval > 0 &&
	    !(t->flags & SECCOMP_FILTER_FLAG_NEW_LISTENER))
		return;

	if (!t->entered)
		input_err("cannot read the filter that process %d attached",
			  t->p.pid);
	t->p.chain = chain_get(t->p.chain, t->entered);
	t->attached = true;
	process_name(&t->p);
	if (t->flags & SECCOMP_FILTER_FLAG_TSYNC) {
		leader = t;
		twalk(tasks, synchronize);
	}
}

static void syscall_stop(struct task *t)
{
	struct __ptrace_syscall_info info = {};

	if (ptrace(PTRACE_GET_SYSCALL_INFO, t->p.pid, sizeof(info), &info) <= 0)
		return;
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
		syscall_entered(t, &info);
	else if (info.op == PTRACE_SYSCALL_INFO_EXIT && t->attaches)
		syscall_left(t, &info);
}

/* --- What tasks stop for --- */

static void go_on(pid_t tid, long sig)
{
	/* If that fails the task has been killed, which is reported next */
	ptrace(PTRACE_SYSCALL, tid, 0, (void *)sig);
}

static void task_born(struct task *parent, pid_t tid)
{
	struct task *t = task_get(tid);

	t->p.chain = parent->p.chain;
	t->p.arch = parent->p.arch;
	t->born = true;
	if (t->waits) {
		t->waits = false;
		go_on(tid, 0);
	}
}

/* A thread that executes a program takes the place of its process. */
static void task_executed(struct task *t, pid_t tid)
{
	struct task *was = tid == t->p.pid ? NULL : task_find(tid);

	if (was) {
		t->p.chain = was->p.chain;
		t->p.arch = was->p.arch;
		t->attached = was->attached;
		was->attached = false;
		task_end(was);
	}
	t->attaches = false;
	process_name(&t->p);
}

static void task_stopped(struct task *t, int status)
{
	const int sig = WSTOPSIG(status), event = status >> 16;
	unsigned long message = 0;
	const pid_t tid = t->p.pid;

	if (sig == (SIGTRAP | 0x80)) {
		syscall_stop(t);
		go_on(tid, 0);
		return;
	}

	switch (event) {
	case 0:
		go_on(tid, sig);
		return;
	case PTRACE_EVENT_CLONE:
	case PTRACE_EVENT_FORK:
	case PTRACE_EVENT_VFORK:
		ptrace(PTRACE_GETEVENTMSG, tid, 0, &message);
		task_born(t, message);
		break;
	case PTRACE_EVENT_EXEC:
		ptrace(PTRACE_GETEVENTMSG, tid, 0, &message);
		task_executed(t, message);
		break;
	case PTRACE_EVENT_EXIT:
		if (t->attached)
			process_name(&t->p);
		break;
	case PTRACE_EVENT_STOP:
		if (sig != SIGTRAP) {
			/* Stopped by a signal: stays so until SIGCONT */
			ptrace(PTRACE_LISTEN, tid, 0, 0);
			return;
		}
		if (!t->born) {
			t->waits = true;
			return;
		}
		break;
	}
	go_on(tid, 0);
}

/* What we are told by signal: that a child has changed, or to stop */
static sigset_t signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	return set;
}

/* Start the command, stopped short of running it. Returns where to let it go. */
static int start_command(char **argv, pid_t *pid, const sigset_t *mask)
{
	int go[2], err[2];
	char c = 0;

	if (pipe2(go, O_CLOEXEC) || pipe2(err, O_CLOEXEC))
		input_err("cannot create a pipe: %s", strerror(errno));
	*pid = fork();
	if (*pid < 0)
		input_err("cannot fork: %s", strerror(errno));
	if (!*pid) {
		int why;

		close(go[1]);
		sigprocmask(SIG_SETMASK, mask, NULL);
		if (read(go[0], &c, 1) != 1)
			_exit(EXIT_INPUT);
		execvp(argv[0], argv);
		why = errno;
		if (write(err[1], &why, sizeof(why)) != sizeof(why))
			_exit(EXIT_INPUT);
		_exit(EXIT_INPUT);
	}
	close(go[0]);
	close(err[1]);
	if (ptrace(PTRACE_SEIZE, *pid, 0, OPTIONS))
		input_err("cannot trace %s: %s", argv[0], strerror(errno));
	/* Stops before it can read, so its syscalls are watched from then on */
	ptrace(PTRACE_INTERRUPT, *pid, 0, 0);
	if (write(go[1], &c, 1) != 1)
		input_err("cannot start %s", argv[0]);
	close(go[1]);
	return err[0];
}

static void task_ended(pid_t tid)
{
	struct task *t = task_find(tid);

	if (t)
		task_end(t);
}

/*
 * Take what tasks have to report until there is none left, or a signal tells us
 * to stop, which is returned. Sets the exit code when the command has ended.
 */
static int follow(pid_t command, int *code)
{
	const sigset_t set = signals();
	int status, sig;
	pid_t tid;

	for (;;) {
		tid = waitpid(-1, &status, __WALL | WNOHANG);
		if (tid < 0)
			return 0;
		if (!tid) {
			sig = sigwaitinfo(&set, NULL);
			if (sig > 0 && sig != SIGCHLD)
				return sig;
			continue;
		}
		if (WIFSTOPPED(status)) {
			task_stopped(task_get(tid), status);
			continue;
		}
		task_ended(tid);
		if (tid == command)
			*code = WIFEXITED(status) ? WEXITSTATUS(status) :
						    128 + WTERMSIG(status);
	}
}

int watch(char **argv, process_fn *fn)
{
	const sigset_t set = signals();
	int code = 0, sig, why, err;
	sigset_t mask;
	pid_t pid;

	found = fn;
	signal(SIGCHLD, SIG_DFL);
	sigprocmask(SIG_BLOCK, &set, &mask);
	err = start_command(argv, &pid, &mask);
	task_get(pid)->born = true;
	sig = follow(pid, &code);

	if (!sig && read(err, &why, sizeof(why)) == sizeof(why))
		input_err("cannot run %s: %s", argv[0], strerror(why));
	close(err);
	/* Tasks that are left go on unwatched when we exit */
	while (tasks)
		task_end(*(struct task **)tasks);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	return sig ? 128 + sig : code;
}
