// SPDX-License-Identifier: GPL-2.0-only
/*
 * Are filters' answers to native calls and to those of a 32-bit program kept
 * apart where one task cannot make both? Built for both architectures: the
 * native program attaches a filter that answers each of them on its own, makes
 * calls, and becomes OTHER, which makes calls too, attaches another, and
 * becomes the native one again. TAP.
 *
 *	compat OTHER
 *	compat OTHER STEP	(how they call each other)
 */
#define _GNU_SOURCE
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/audit.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define ksft_exit_skip(...)	errx(4, __VA_ARGS__)
#include "filters.h"

/* What arm64 and arm call gettid and personality. Each is free of harm as the other's. */
#define GETTID		178
#define GETTID32	224
#define PERSONALITY	92
#define PERSONALITY32	136

/* Errors that no system call returns */
#define DENIED		1001
#define DENIED32	1002
#define LOOKED		1003
#define LOOKED32	1004
#define DENIED_LATER	1005

#define QUERY		0xffffffff
#define LOOPS		200
#define TESTS		13

static int tests;

/* Is the answer each time the one expected? Or, with @not, never that? */
static void check(const char *what, long nr, unsigned long arg, bool not, long answer)
{
	bool good = true;
	long got = 0;

	for (int i = 0; i < LOOPS && good; i++) {
		got = call(nr, arg);
		good = (got == answer) != not;
	}
	printf("%s %d - %s: %ld\n", good ? "ok" : "not ok", ++tests, what, got);
	fflush(stdout);
}

static void attach_first(void)
{
	if (attach(0, LOAD_ARCH, UNLESS(AUDIT_ARCH_ARM, 7),
		   /* 32 bits */
		   LOAD_NR, UNLESS(GETTID32, 1), ERRNO(DENIED32),
		   UNLESS(PERSONALITY32, 8),
		   LOAD(LOW(args[0])), UNLESS(7, 6), ERRNO(LOOKED32),
		   /* native */
		   LOAD_NR, UNLESS(GETTID, 1), ERRNO(DENIED),
		   UNLESS(PERSONALITY, 1),
		   LOAD(LOW(args[0])),
		   BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 7, 1, 0),
		   ALLOW, ERRNO(LOOKED)) ||
	    attach(0, ALLOW))
		err(1, "attach");
}

static void become(const char *other, const char *self, const char *step)
{
	char so_far[16];

	snprintf(so_far, sizeof(so_far), "%d", tests);
	execl(other, other, self, step, so_far, NULL);
	err(1, "%s", other);
}

static void check_native(void)
{
	check("native, denied", GETTID, 0, false, -DENIED);
	check("native, what 32 bits are denied", GETTID32, 0, true, -DENIED32);
	check("native, looked at", PERSONALITY, 7, false, -LOOKED);
	check("native, another argument", PERSONALITY, QUERY, false, 0);
}

static void check_32(void)
{
	check("32 bits, denied", GETTID32, 0, false, -DENIED32);
	check("32 bits, what is denied natively", GETTID, 0, true, -DENIED);
	check("32 bits, looked at", PERSONALITY32, 7, false, -LOOKED32);
	check("32 bits, another argument", PERSONALITY32, QUERY, true, -LOOKED32);
}

int main(int argc, char *argv[])
{
	const char *step = argc > 2 ? argv[2] : "first";

	if (argc < 2)
		errx(2, "usage: compat OTHER");
	tests = argc > 3 ? atoi(argv[3]) : 0;
	if (!strcmp(step, "first")) {
		printf("TAP version 13\n1..%d\n", TESTS);
		attach_first();
		check_native();
		become(argv[1], argv[0], "32");
	} else if (!strcmp(step, "32")) {
		if (sizeof(long) != 4)
			errx(1, "this is no program of 32 bits");
		check_32();
		/* What it attaches counts for native calls, too */
		if (attach(0, LOAD_ARCH, UNLESS(AUDIT_ARCH_ARM, 1), ALLOW,
			   LOAD_NR, UNLESS(GETTID32, 1), ERRNO(DENIED_LATER), ALLOW))
			err(1, "attach");
		check("32 bits, still denied", GETTID32, 0, false, -DENIED32);
		become(argv[1], argv[0], "native");
	} else {
		check("native, denied since", GETTID32, 0, false, -DENIED_LATER);
		check("native, denied as before", GETTID, 0, false, -DENIED);
		check("native, still looked at", PERSONALITY, 7, false, -LOOKED);
		check("native, still another argument", PERSONALITY, QUERY, false, 0);
	}
	return 0;
}
