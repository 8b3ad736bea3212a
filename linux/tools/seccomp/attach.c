// SPDX-License-Identifier: GPL-2.0-only
/*
 * The filters of a running process: the kernel hands a tracer the programs as
 * they were attached. The process stops for a moment and goes on.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "process.h"
#include "util.h"

/* Add the @nth oldest filter. Returns false if there is none. */
static bool get_filter(pid_t tid, unsigned long nth, const struct chain **chain)
{
	struct sock_filter insns[BPF_MAXINSNS];
	long len;

	len = ptrace(PTRACE_SECCOMP_GET_FILTER, tid, nth, insns);
	if (len > 0) {
		*chain = chain_get(*chain, filter_get(insns, len));
		return true;
	}
	switch (len ? errno : ENOENT) {
	case ENOENT:
	case ESRCH:
		return false;
	case EINVAL:
		if (!nth)
			return false;
		break;
	case EACCES:
		die_input("to read the filters of process %d takes CAP_SYS_ADMIN, and no filter on this program: run it as root, outside of a container",
			  tid);
	}
	die_input("cannot read the filters of process %d: %s", tid,
		  strerror(errno));
}

/* The mode that /proc/TID/status tells, or -1. */
static int seccomp_mode(pid_t tid)
{
	char line[256];
	int mode = -1;
	FILE *f;

	snprintf(line, sizeof(line), "/proc/%d/status", tid);
	f = fopen(line, "re");
	if (!f)
		return -1;
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "Seccomp: %d", &mode) == 1)
			break;
	fclose(f);
	return mode;
}

static u32 arch_of(pid_t tid)
{
	struct __ptrace_syscall_info info = {};

	ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof(info), &info);
	return info.arch;
}

/* Returns false if the task is gone. */
static bool attach_task(pid_t tid, process_fn *found)
{
	struct process p = { .pid = tid };
	unsigned long nth = 0;
	int status, sig;

	if (ptrace(PTRACE_SEIZE, tid, 0, 0) ||
	    ptrace(PTRACE_INTERRUPT, tid, 0, 0) ||
	    waitpid(tid, &status, __WALL) != tid || !WIFSTOPPED(status))
		return false;

	while (get_filter(tid, nth, &p.chain))
		nth++;
	p.arch = arch_of(tid);
	process_name(&p);
	/* It may have stopped for a signal, which it has to get */
	sig = status >> 16 == PTRACE_EVENT_STOP ? 0 : WSTOPSIG(status);
	ptrace(PTRACE_DETACH, tid, 0, (void *)(long)sig);

	if (!p.chain && seccomp_mode(tid) == 2)
		die_input("process %d has filters, but this kernel does not show them: it lacks CONFIG_CHECKPOINT_RESTORE",
			  tid);
	if (p.chain)
		found(&p);
	free(p.exe);
	return true;
}

void attach(pid_t pid, process_fn *found)
{
	unsigned int attached = 0;
	struct dirent *entry;
	char path[64];
	int err = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	dir = opendir(path);
	if (!dir)
		die_input("there is no process %d", pid);
	while ((entry = readdir(dir))) {
		const pid_t tid = atoi(entry->d_name);

		if (tid <= 0)
			continue;
		errno = 0;
		if (attach_task(tid, found))
			attached++;
		else if (errno && errno != ESRCH)
			err = errno;
	}
	closedir(dir);
	if (!attached && err == EPERM)
		die_input("process %d may not be traced: is it traced already, another user's, or has it ended? Try as root",
			  pid);
	if (!attached)
		die_input("process %d: %s", pid,
			  err ? strerror(err) : "has ended meanwhile");
}
