// SPDX-License-Identifier: GPL-2.0-only
/* A container as it is seen from outside, see outside.h. */
#define _GNU_SOURCE
#include "filters.h"
#include "outside.h"
#include "samples.h"

#include <err.h>
#include <errno.h>
#include <linux/filter.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/ptrace.h>

static FILE *open_or_die(const char *path, const char *mode)
{
	FILE *f = fopen(path, mode);

	if (!f)
		err(1, "%s", path);
	return f;
}

long read_number(const char *path)
{
	FILE *f = open_or_die(path, "re");
	long n;

	if (fscanf(f, "%ld", &n) != 1)
		errx(1, "%s: no number", path);
	fclose(f);
	return n;
}

/* Is @pid asleep in pause(2), as "stay" is in the end? */
static bool paused(long pid)
{
	char path[64];
	long nr = -1;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%ld/syscall", pid);
	f = open_or_die(path, "re");
	if (fscanf(f, "%ld", &nr) != 1)
		nr = -1;
	fclose(f);
#ifdef SYS_pause
	return nr == SYS_pause;
#else
	return nr == SYS_ppoll;
#endif
}

/* Native numbers the cache answers, and all there are: none without a cache. */
static void count_answered(long pid)
{
	char path[64], line[128], native[16] = "", arch[16], verdict[16];
	int nr, allowed = 0, all = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%ld/seccomp_cache", pid);
	f = fopen(path, "re");
	if (!f && errno != ENOENT)
		err(1, "%s", path);
	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%15s %d %15s", arch, &nr, verdict) != 3)
			errx(1, "%s: not understood: %s", path, line);
		/* The native one is the first */
		if (!*native)
			strcpy(native, arch);
		if (strcmp(arch, native))
			continue;
		all++;
		allowed += !strcmp(verdict, "ALLOW");
	}
	if (f)
		fclose(f);
	sample_print("answered", "calls", allowed);
	sample_print("numbers", "calls", all);
}

/* The process's first filter, which is the container's, as it was attached. */
static void save_filter(long pid, const char *path)
{
	static struct sock_filter insns[MAX_INSNS];
	long len;
	FILE *f;

	if (ptrace(PTRACE_SEIZE, pid, 0, 0) || ptrace(PTRACE_INTERRUPT, pid, 0, 0) ||
	    waitpid(pid, NULL, __WALL) != pid)
		err(1, "ptrace");
	len = ptrace(PTRACE_SECCOMP_GET_FILTER, pid, 0, insns);
	if (len <= 0)
		err(1, "PTRACE_SECCOMP_GET_FILTER");
	f = open_or_die(path, "we");
	if (fwrite(insns, sizeof(*insns), len, f) != (size_t)len || fclose(f))
		err(1, "%s", path);
	sample_print("instructions", "instructions", len);
}

void look_at_container(const char *pidfile, const char *save)
{
	long pid = read_number(pidfile);

	while (!paused(pid))
		usleep(10000);
	count_answered(pid);
	save_filter(pid, save);
	kill(pid, SIGKILL);
}
