// SPDX-License-Identifier: GPL-2.0-only
/* The lists of calls and filters, see cases.h. */
#define _GNU_SOURCE
#include "cases.h"

#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "filters.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/*
 * Docker's profile allows getpid and read, denies kexec_load, and checks the
 * first argument of the others. No family is AF_MAX, so there is no socket.
 */
const struct call *all_calls(void)
{
	static char byte;
	static struct call calls[] = {
		{ "getpid", SYS_getpid, 0, 0, 0 },
		{ "read", SYS_read, -1, (long)&byte, 1 },
		{ "denied", SYS_kexec_load, 0, 0, 0 },
		{ "checked", SYS_personality, 0xffffffff, 0, 0 },
		{ "socket", SYS_socket, AF_MAX, SOCK_STREAM, 0 },
		{ }
	};

	if (calls[1].a < 0)
		calls[1].a = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	if (calls[1].a < 0)
		err(1, "/dev/zero");
	return calls;
}

void each_setting(void (*fn)(const struct setting *setting))
{
	static const struct setting settings[] = {
		{ "none/", NULL, 0 },
		{ "allow/", allow_by_number, 1 },
		{ "allow-300/", compare_many, 300 },
		{ "allow-x16/", allow_by_number, 16 },
		{ "arg/", load_argument, 0 },
		{ "arg-oldest/", load_argument_of_16, 0 },
		{ "arg-middle/", load_argument_of_16, 8 },
		{ "arg-newest/", load_argument_of_16, 15 },
		{ "deny/", deny_one, 0 },
		{ "deny-4096/", deny_one_at_end, MAX_INSNS },
		{ "deny-x16/", deny_one, 15 },
		{ "list/", allow_list, 325 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(settings); i++)
		/* There is no list if there is no libseccomp to make it */
		if (settings[i].install || !settings[i].n)
			fn(&settings[i]);
}

void each_growth(void (*fn)(const struct setting *setting))
{
	static const struct {
		const char *what;
		void (*install)(size_t n);
		size_t n[10];
	} growths[] = {
		{ "length", grow_length, { 16, 64, 256, 1024, 4096 } },
		{ "depth", grow_depth, { 1, 2, 4, 8, 16, 32 } },
		{ "dependents", grow_dependents, { 1, 4, 16, 64, 256 } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(growths); i++) {
		for (const size_t *n = growths[i].n; *n; n++) {
			struct setting s = { .install = growths[i].install, .n = *n };

			snprintf(s.label, sizeof(s.label), "%s-%zu/", growths[i].what, *n);
			fn(&s);
		}
	}
}

int run_child(void (*fn)(const void *arg), const void *arg)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (!pid) {
		fn(arg);
		fflush(stdout);
		_exit(0);
	}
	if (waitpid(pid, &status, 0) != pid)
		err(1, "waitpid");
	return status;
}

void in_child(void (*fn)(const void *arg), const void *arg)
{
	int status = run_child(fn, arg);

	if (status)
		errx(1, "measuring process failed, status %#x", status);
}

void *shared_memory(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		err(1, "mmap");
	return p;
}
