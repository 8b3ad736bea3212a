// SPDX-License-Identifier: GPL-2.0-only
/* The seccomp filters that calls are measured under, see filters.h. */
#include "filters.h"

#include <err.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define DATA(field)	offsetof(struct seccomp_data, field)
#define LOAD(field)	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, DATA(field))
#define RET(value)	BPF_STMT(BPF_RET | BPF_K, value)
#define JEQ(k, t, f)	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, k, t, f)

/* A number that no call has, to compare with. */
#define NO_CALL(i)	(0x10000 + (i))

static void install(struct sock_filter *insns, size_t len)
{
	struct sock_fprog prog = { .len = len, .filter = insns };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog))
		err(1, "filter of %zu instructions", len);
}

void allow_by_number(size_t times)
{
	struct sock_filter insns[] = { LOAD(nr), RET(SECCOMP_RET_ALLOW) };

	for (size_t i = 0; i < times; i++)
		install(insns, ARRAY_SIZE(insns));
}

void compare_many(size_t len)
{
	static struct sock_filter insns[MAX_INSNS];
	struct sock_filter first = LOAD(nr), last = RET(SECCOMP_RET_ALLOW);

	insns[0] = first;
	for (size_t i = 1; i < len - 1; i++) {
		struct sock_filter jeq = JEQ(NO_CALL(i), i < len - 2, 0);

		insns[i] = jeq;
	}
	insns[len - 1] = last;
	install(insns, len);
}

void load_argument(size_t above)
{
	struct sock_filter insns[] = { LOAD(args[0]), RET(SECCOMP_RET_ALLOW) };

	install(insns, ARRAY_SIZE(insns));
	allow_by_number(above);
}

void load_argument_of_16(size_t older)
{
	allow_by_number(older);
	load_argument(15 - older);
}

void deny_one(size_t above)
{
	struct sock_filter insns[] = {
		LOAD(nr),
		JEQ(SYS_kexec_load, 0, 1),
		RET(SECCOMP_RET_ERRNO | EPERM),
		RET(SECCOMP_RET_ALLOW),
	};

	install(insns, ARRAY_SIZE(insns));
	allow_by_number(above);
}

void deny_one_at_end(size_t len)
{
	static struct sock_filter insns[MAX_INSNS];
	struct sock_filter load = LOAD(nr);
	size_t i;

	insns[0] = load;
	for (i = 1; i < len - 3; i++) {
		struct sock_filter jeq = JEQ(NO_CALL(i), 0, 0);

		insns[i] = jeq;
	}
	struct sock_filter rest[] = {
		JEQ(SYS_kexec_load, 0, 1),
		RET(SECCOMP_RET_ERRNO | EPERM),
		RET(SECCOMP_RET_ALLOW),
	};
	for (size_t j = 0; j < ARRAY_SIZE(rest); j++)
		insns[i + j] = rest[j];
	install(insns, len);
}

static void grow(size_t len, size_t dependents)
{
	static struct sock_filter insns[MAX_INSNS];
	struct sock_filter first = LOAD(nr);
	struct sock_filter end[] = {
		JEQ(SYS_kexec_load, 1, 0),
		JEQ(SYS_personality, 1, 4),
		RET(SECCOMP_RET_ERRNO | EPERM),
		LOAD(args[0]),
		JEQ(0xffffffff, 1, 0),
		RET(SECCOMP_RET_ERRNO | EPERM),
		RET(SECCOMP_RET_ALLOW),
	};
	size_t n = 0, fill;

	/* The other dependent calls come first, each with a check of its own. */
	insns[n++] = first;
	for (size_t i = 1; i < dependents; i++) {
		struct sock_filter check[] = {
			JEQ(SYS_personality + i + (i >= SYS_kexec_load - SYS_personality), 0, 4),
			LOAD(args[0]),
			JEQ(NO_CALL(i), 0, 1),
			RET(SECCOMP_RET_ERRNO | EPERM),
			RET(SECCOMP_RET_ALLOW),
		};

		for (size_t j = 0; j < ARRAY_SIZE(check); j++)
			insns[n++] = check[j];
	}
	for (fill = 0; n < len - ARRAY_SIZE(end); fill++) {
		struct sock_filter jeq = JEQ(NO_CALL(fill), 0, 0);

		insns[n++] = jeq;
	}
	for (size_t j = 0; j < ARRAY_SIZE(end); j++)
		insns[n++] = end[j];
	install(insns, n);
}

void grow_length(size_t len)
{
	grow(len, 1);
}

void grow_depth(size_t depth)
{
	grow(64, 1);
	for (size_t i = 1; i < depth; i++)
		compare_many(64);
}

void grow_dependents(size_t dependents)
{
	grow(2048, dependents);
}

/* A file of struct sock_filter, as the container's filter is captured. */
void install_file(const char *path)
{
	static struct sock_filter insns[MAX_INSNS];
	static size_t len;

	if (!len) {
		FILE *f = fopen(path, "re");

		if (!f)
			err(1, "%s", path);
		len = fread(insns, sizeof(*insns), MAX_INSNS, f);
		fclose(f);
	}
	install(insns, len);
}
