// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attach a chain of filters and show what the kernel's cache knows of it.
 *
 *	chain FILE...	oldest first; each an array of struct sock_filter
 *
 * Prints /proc/PID/seccomp_cache of a process that has these filters, and never
 * runs a call under them.
 */
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "../../bench/chain.h"

/* The process with the filters is ended before it comes here. */
static void nothing(const void *unused)
{
	(void)unused;
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
	struct chain chain = { };
	pid_t pid;

	if (argc < 2)
		errx(2, "usage: chain FILE...");
	for (int i = 1; i < argc; i++)
		chain_add(&chain, argv[i]);
	pid = chain_start(&chain, nothing, NULL, NULL);
	show(pid);
	kill(pid, SIGKILL);
	return 0;
}
