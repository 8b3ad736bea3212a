// SPDX-License-Identifier: GPL-2.0-only
/*
 * As runc: in front of a program of libseccomp's, calls newer than any that it
 * knows get ENOSYS, for each arch from another number on. x32 calls share their
 * arch with the native ones.
 */
#include "build.h"

#include <linux/audit.h>

#define NO_SUCH_CALL	(SECCOMP_RET_ERRNO | 38)

static u32 last_nr(struct random *r)
{
	return 300 + random_below(r, 163);
}

static void put_native(struct build *b)
{
	PUT(b, J(BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 0, 5));
	PUT(b, LOAD(NR_AT));
	PUT(b, J(BPF_JSET | BPF_K, 0x40000000, 0, 1));
	PUT(b, J(BPF_JGT | BPF_K, 0x40000000 + last_nr(b->r), 1, 2));
	PUT(b, J(BPF_JGT | BPF_K, last_nr(b->r), 0, 1));
	PUT(b, RET(NO_SUCH_CALL));
}

static void put_compat(struct build *b)
{
	PUT(b, LOAD(ARCH_AT));
	PUT(b, J(BPF_JEQ | BPF_K, AUDIT_ARCH_I386, 0, 3));
	PUT(b, LOAD(NR_AT));
	PUT(b, J(BPF_JGT | BPF_K, last_nr(b->r), 0, 1));
	PUT(b, RET(NO_SUCH_CALL));
}

void shape_runc(struct build *b)
{
	PUT(b, LOAD(ARCH_AT));
	put_native(b);
	if (random_once_in(b->r, 2))
		put_compat(b);
	if (random_once_in(b->r, 3))
		shape_chromium(b);
	else
		shape_libseccomp(b);
}
