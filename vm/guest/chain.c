// SPDX-License-Identifier: GPL-2.0-only
/*
 * Install a chain of filters and show what the kernel's cache knows of it.
 *
 *	chain FILE...	oldest first; each an array of struct sock_filter
 *
 * Prints /proc/PID/seccomp_cache of a process that has these filters. It
 * installs them while its filters are suspended, so that none of them can stop
 * it, and never runs a call under them. Needs CAP_SYS_ADMIN and a kernel with
 * CONFIG_CHECKPOINT_RESTORE.
 */
#include <err.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_INSNS	4096

static void install(const char *path)
{
	static struct sock_filter insns[MAX_INSNS];
	struct sock_fprog prog = { .filter = insns };
	FILE *f = fopen(path, "re");

	if (!f)
		err(1, "%s", path);
	prog.len = fread(insns, sizeof(*insns), MAX_INSNS, f);
	fclose(f);
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &prog))
		err(1, "%s: seccomp", path);
}

static void filtered(char *const files[])
{
	if (ptrace(PTRACE_TRACEME, 0, 0, 0))
		err(1, "ptrace");
	raise(SIGSTOP);
	while (*files)
		install(*files++);
	raise(SIGSTOP);
}

static void wait_for_stop(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
		errx(1, "cannot install the filters");
}

static void show(pid_t pid)
{
	char path[64], buf[4096];
	size_t len;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/seccomp_cache", pid);
	f = fopen(path, "re");
	if (!f)
		err(1, "%s", path);
	while ((len = fread(buf, 1, sizeof(buf), f)))
		fwrite(buf, 1, len, stdout);
	fclose(f);
}

int main(int argc, char *argv[])
{
	pid_t pid;

	if (argc < 2)
		errx(2, "usage: chain FILE...");
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (!pid) {
		filtered(argv + 1);
		_exit(0);
	}

	wait_for_stop(pid);
	if (ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_SUSPEND_SECCOMP | PTRACE_O_EXITKILL) ||
	    ptrace(PTRACE_CONT, pid, 0, 0))
		err(1, "ptrace");
	wait_for_stop(pid);
	show(pid);
	kill(pid, SIGKILL);
	return 0;
}
