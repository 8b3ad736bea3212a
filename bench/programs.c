// SPDX-License-Identifier: GPL-2.0-only
/*
 * What calls cost in the filters of real programs, see programs.h.
 *
 * They are attached by chain.h. They may also stop the process that is measured
 * from saying what it found, and from ending: so it leaves all in shared memory, and
 * is ended from outside. And they may kill it for a call, or have it wait for a
 * listener that is not there: then a new process goes on with the next one.
 */
#define _GNU_SOURCE
#include "programs.h"

#include <err.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "arch.h"
#include "cases.h"
#include "chain.h"
#include "samples.h"

#define MAX_LINE	2048
#define SAMPLES		10
/* A call that is not answered within so many samples' time never is */
#define PATIENCE	200

#ifndef SYS_mmap
#define SYS_mmap	SYS_mmap2
#endif

/* Calls that programs make all the time, each so that it does as good as nothing */
static const struct call calls[] = {
	{ "gettid", SYS_gettid, 0, 0, 0 },
	{ "futex", SYS_futex, 0, FUTEX_WAKE_PRIVATE, 0 },
	{ "mmap", SYS_mmap, 0, 0, PROT_READ },
	{ "mprotect", SYS_mprotect, 0, 0, PROT_READ },
	{ "madvise", SYS_madvise, 0, 0, 0 },
	{ "openat", SYS_openat, AT_FDCWD, 0, 0 },
	{ "ioctl", SYS_ioctl, -1, TCGETS, 0 },
	{ "fcntl", SYS_fcntl, -1, F_GETFL, 0 },
	{ "socketpair", SYS_socketpair, AF_MAX, SOCK_STREAM, 0 },
	{ "clone", SYS_clone, CLONE_SIGHAND, 0, 0 },
	{ "prctl", SYS_prctl, -1, 0, 0 },
	{ "kill", SYS_kill, 1, -1, 0 },
};

#define CALLS	(sizeof(calls) / sizeof(calls[0]))

static struct chain chain;

/* What the measured process says */
static struct {
	volatile size_t done;	/* calls it has tried */
	volatile size_t taken;	/* samples of the present one */
	long result[CALLS];	/* what each call returns */
	uint64_t took;		/* to attach, this time */
	uint64_t attach;	/* the least */
	uint64_t sample[CALLS][SAMPLES];
} *said;

static void read_chain(const char *dir, char *ids)
{
	char path[512];

	chain_clear(&chain);
	for (char *id = strtok(ids, ","); id; id = strtok(NULL, ",")) {
		snprintf(path, sizeof(path), "%s/%s.bpf", dir, id);
		chain_add(&chain, path);
	}
}

/* From call number @first on */
static void be_measured(const void *first)
{
	for (size_t c = *(const size_t *)first; c < CALLS; c++) {
		said->result[c] = system_call(calls[c].nr, calls[c].a, calls[c].b, calls[c].c);
		for (size_t i = 0; i < SAMPLES; i++) {
			const uint64_t start = ticks();

			make_calls(&calls[c], BATCH);
			said->sample[c][i] = ticks() - start;
			said->taken++;
		}
		said->taken = 0;
		said->done = c + 1;
	}
	for (;;)
		;
}

/* Start one that goes on with call number @first, under the chain. */
static pid_t start(size_t first)
{
	pid_t pid = chain_start(&chain, be_measured, &first, &said->took);

	if (!said->attach || said->took < said->attach)
		said->attach = said->took;
	if (ptrace(PTRACE_DETACH, pid, 0, 0))
		err(1, "ptrace");
	return pid;
}

/* Until it has tried all, is dead, or hangs. Returns whether it is dead. */
static bool attend(pid_t pid)
{
	const struct timespec tick = { .tv_nsec = 1000000 };
	size_t done = said->done, taken = said->taken, waited = 0;

	while (said->done < CALLS && waited++ < PATIENCE) {
		if (waitpid(pid, NULL, WNOHANG) == pid)
			return true;
		nanosleep(&tick, NULL);
		if (said->done != done || said->taken != taken)
			waited = 0;
		done = said->done;
		taken = said->taken;
	}
	return false;
}

static void measure_call_by_call(bool survived[CALLS])
{
	memset(said, 0, sizeof(*said));
	while (said->done < CALLS) {
		const size_t first = said->done;
		pid_t pid;

		said->taken = 0;
		pid = start(first);
		if (!attend(pid)) {
			kill(pid, SIGKILL);
			waitpid(pid, NULL, 0);
		}
		for (size_t c = first; c < said->done; c++)
			survived[c] = true;
		if (said->done < CALLS)
			survived[said->done++] = false;
	}
}

static void print_chain(const char *name, const bool allowed[CALLS])
{
	char label[MAX_LINE + 16];

	snprintf(label, sizeof(label), "program %s/", name);
	if (chain.n) {
		struct samples s = { .n = 1, .value = { said->attach } };

		samples_print(&s, label, "attach", "instructions", 1);
	} else {
		snprintf(label, sizeof(label), "none/");
	}
	for (size_t c = 0; c < CALLS; c++) {
		struct samples s = { };

		if (!allowed[c])
			continue;
		for (size_t i = 0; i < SAMPLES; i++)
			samples_add(&s, said->sample[c][i]);
		samples_print(&s, label, calls[c].name, "instructions", BATCH);
	}
}

/* A call that is denied does not do what it is compared with. */
static void measure_chain(const char *name)
{
	static long without[CALLS];
	bool allowed[CALLS];

	measure_call_by_call(allowed);
	if (!chain.n)
		memcpy(without, said->result, sizeof(without));
	for (size_t c = 0; c < CALLS; c++)
		allowed[c] = allowed[c] && said->result[c] == without[c];
	print_chain(name, allowed);
}

void measure_programs(const char *dir, const char *list)
{
	char line[MAX_LINE], *ids;
	FILE *f = fopen(list, "re");

	if (!f)
		err(1, "%s", list);
	said = shared_memory(sizeof(*said));
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		ids = strchr(line, '\t');
		if (!ids)
			errx(1, "%s: not a name and filters: %s", list, line);
		*ids++ = '\0';
		read_chain(dir, ids);
		measure_chain(line);
	}
	fclose(f);
}
