// SPDX-License-Identifier: GPL-2.0-only
/* A process that has a chain of filters, see chain.h. */
#include "chain.h"

#include <err.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "arch.h"

void chain_add(struct chain *chain, const char *path)
{
	struct sock_fprog *prog = &chain->prog[chain->n];
	FILE *f = fopen(path, "re");

	if (!f)
		err(1, "%s", path);
	if (chain->n++ == MAX_CHAIN)
		errx(1, "more than %d filters in a chain", MAX_CHAIN);
	prog->filter = malloc(BPF_MAXINSNS * sizeof(*prog->filter));
	if (!prog->filter)
		err(1, "malloc");
	prog->len = fread(prog->filter, sizeof(*prog->filter), BPF_MAXINSNS, f);
	fclose(f);
}

void chain_clear(struct chain *chain)
{
	while (chain->n)
		free(chain->prog[--chain->n].filter);
}

static uint64_t attach(const struct chain *chain)
{
	const uint64_t start = ticks();

	for (size_t i = 0; i < chain->n; i++)
		if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &chain->prog[i]))
			err(1, "seccomp");
	return ticks() - start;
}

static void wait_for_stop(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
		errx(1, "cannot attach the filters");
}

pid_t chain_start(const struct chain *chain, void (*fn)(const void *arg), const void *arg, uint64_t *took)
{
	pid_t pid = fork();

	if (pid < 0)
		err(1, "fork");
	if (!pid) {
		uint64_t taken;

		if (ptrace(PTRACE_TRACEME, 0, 0, 0))
			err(1, "ptrace");
		raise(SIGSTOP);
		taken = attach(chain);
		if (took)
			*took = taken;
		raise(SIGSTOP);
		fn(arg);
		_exit(0);
	}
	wait_for_stop(pid);
	if (ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_SUSPEND_SECCOMP | PTRACE_O_EXITKILL) ||
	    ptrace(PTRACE_CONT, pid, 0, 0))
		err(1, "ptrace");
	wait_for_stop(pid);
	return pid;
}
