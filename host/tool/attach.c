// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attach filters in one of the ways that programs do, for the tests of what
 * finds them.
 *
 *	attach HOW FILE... [-- COMMAND [ARG...]]
 *
 * attaches each FILE's instructions, then runs COMMAND or else prints "ready"
 * and waits to be killed. HOW is
 *	seccomp, prctl	the system call to use
 *	tsync		as seccomp, for a second thread as well
 *	thread		all of it in a second thread, while the first one waits
 *	fork, vfork	all of it in a child, while the parent waits for it
 *	refused		as tsync, but the second thread has attached one itself,
 *			so that it fails
 */
#define _GNU_SOURCE
#include <err.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *how;
static char **words;
static pthread_barrier_t started;

static long attach(struct sock_fprog *prog)
{
	if (!strcmp(how, "prctl"))
		return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, prog);
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
		       !strcmp(how, "tsync") || !strcmp(how, "refused") ?
		       SECCOMP_FILTER_FLAG_TSYNC : 0, prog);
}

static void attach_file(const char *path)
{
	static struct sock_filter insns[BPF_MAXINSNS];
	struct sock_fprog prog = { .filter = insns };
	FILE *f = fopen(path, "re");
	long ret;

	if (!f)
		err(1, "%s", path);
	prog.len = fread(insns, sizeof(insns[0]), BPF_MAXINSNS, f);
	fclose(f);
	ret = attach(&prog);
	if (strcmp(how, "refused") ? ret : ret <= 0)
		err(1, "%s: %ld", path, ret);
}

static void *all(void *unused)
{
	(void)unused;
	while (*words && strcmp(*words, "--"))
		attach_file(*words++);
	if (*words) {
		execvp(words[1], words + 1);
		err(1, "%s", words[1]);
	}
	puts("ready");
	fflush(stdout);
	pause();
	return NULL;
}

static void *other(void *unused)
{
	struct sock_filter allow = BPF_STMT(BPF_RET, SECCOMP_RET_ALLOW);
	struct sock_fprog prog = { 1, &allow };

	(void)unused;
	if (!strcmp(how, "refused") &&
	    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &prog))
		err(1, "seccomp");
	pthread_barrier_wait(&started);
	pause();
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t thread;
	pid_t pid;

	if (argc < 3)
		errx(2, "usage: attach HOW FILE... [-- COMMAND [ARG...]]");
	how = argv[1];
	words = argv + 2;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		err(1, "no_new_privs");
	if (!strcmp(how, "thread")) {
		pthread_create(&thread, NULL, all, NULL);
		pthread_join(thread, NULL);
	} else if (strstr(how, "fork")) {
		pid = strcmp(how, "vfork") ? fork() : vfork();
		if (!pid)
			all(NULL);
		waitpid(pid, NULL, 0);
		return 0;
	} else if (!strcmp(how, "tsync") || !strcmp(how, "refused")) {
		pthread_barrier_init(&started, NULL, 2);
		pthread_create(&thread, NULL, other, NULL);
		pthread_barrier_wait(&started);
	}
	all(NULL);
	return 0;
}
