// SPDX-License-Identifier: GPL-2.0-only
/*
 * What becomes of system calls where this program runs, as a list to compare.
 *
 *	probe LIST [PROGRAM ARG...]
 *
 * A line of LIST is a system call's name and up to six numbers, its arguments.
 * Each call is made in a process of its own, so that one that is killed for it
 * harms no other. Printed is the line and what came of it: "= VALUE", "= -ERRNO",
 * "trap DATA" (SIGSYS and si_errno) or "killed SIGNAL". Then PROGRAM is run.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void trapped(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	printf("trap %d\n", info->si_errno);
	fflush(stdout);
	_exit(0);
}

static void make_call(int nr, const long *arg)
{
	const struct sigaction action = { .sa_sigaction = trapped, .sa_flags = SA_SIGINFO };
	long ret;

	sigaction(SIGSYS, &action, NULL);
	ret = syscall(nr, arg[0], arg[1], arg[2], arg[3], arg[4], arg[5]);
	printf("= %ld\n", ret == -1 ? -errno : ret);
	fflush(stdout);
	_exit(0);
}

static void probe(const char *name, const long *arg)
{
	int nr = seccomp_syscall_resolve_name(name), status;
	pid_t pid;

	if (nr < 0)
		errx(1, "no such system call: %s", name);
	fflush(stdout);
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (!pid)
		make_call(nr, arg);
	if (waitpid(pid, &status, 0) != pid)
		err(1, "waitpid");
	if (WIFSIGNALED(status))
		printf("killed %d\n", WTERMSIG(status));
}

int main(int argc, char *argv[])
{
	const struct rlimit no_core = { 0 };
	char line[256];
	FILE *list;

	if (argc < 2)
		errx(2, "usage: probe LIST [PROGRAM ARG...]");
	list = fopen(argv[1], "re");
	if (!list)
		err(1, "%s", argv[1]);
	setrlimit(RLIMIT_CORE, &no_core);
	while (fgets(line, sizeof(line), list)) {
		long arg[6] = { 0 };
		char name[32], *at;
		int n;

		if (sscanf(line, " %31[a-z0-9_]%n", name, &n) != 1)
			continue;
		at = line + n;
		for (int i = 0; i < 6; i++)
			arg[i] = strtoul(at, &at, 0);
		line[strcspn(line, "\n")] = '\0';
		printf("%s ", line);
		probe(name, arg);
	}
	fclose(list);
	fflush(stdout);
	if (argc > 2) {
		execv(argv[2], argv + 2);
		err(1, "%s", argv[2]);
	}
}
