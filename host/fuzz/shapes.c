// SPDX-License-Identifier: GPL-2.0-only
/* What all shapes have in common, and the choice between them. */
#include "build.h"
#include "generate.h"

#include <linux/audit.h>

u32 pick_nr(struct random *r)
{
	if (random_once_in(r, 40))
		return generate_nr(r);
	/* Mostly few, so that filters of a stack are about the same calls */
	return random_below(r, random_once_in(r, 3) ? 463 : 24);
}

u32 pick_arch(struct random *r)
{
	static const u32 archs[] = {
		AUDIT_ARCH_X86_64, AUDIT_ARCH_X86_64, AUDIT_ARCH_X86_64,
		AUDIT_ARCH_I386, AUDIT_ARCH_I386, AUDIT_ARCH_AARCH64,
	};

	return archs[random_below(r, ARRAY_SIZE(archs))];
}

u32 pick_ret(struct random *r)
{
	static const u32 actions[] = {
		SECCOMP_RET_ALLOW, SECCOMP_RET_ALLOW, SECCOMP_RET_ALLOW,
		SECCOMP_RET_ERRNO, SECCOMP_RET_ERRNO, SECCOMP_RET_LOG,
		SECCOMP_RET_TRACE, SECCOMP_RET_TRAP, SECCOMP_RET_USER_NOTIF,
		SECCOMP_RET_KILL_THREAD, SECCOMP_RET_KILL_PROCESS,
	};
	const u32 action = actions[random_below(r, ARRAY_SIZE(actions))];

	if (random_once_in(r, 50))
		return random_u32(r);
	return action | (random_once_in(r, 2) ? 0 : random_below(r, 40));
}

u64 pick_value(struct random *r)
{
	switch (random_below(r, 6)) {
	case 0:
		return random_u64(r);
	case 1:
		return (u64)generate_word(r) << 32 | generate_word(r);
	case 2:
		return -(u64)random_below(r, 200);
	case 3:
		return 1ULL << random_below(r, 64);
	}
	return random_below(r, 100);
}

void put_arch(struct build *b)
{
	PUT(b, LOAD(ARCH_AT));
	PUT(b, J(BPF_JEQ | BPF_K, pick_arch(b->r), 1, 0));
	PUT(b, RET(pick_ret(b->r)));
	PUT(b, LOAD(NR_AT));
}

unsigned int shape_any(struct random *r, struct sock_filter *insns,
		       unsigned int max)
{
	static void (*const usual[])(struct build *b) = {
		shape_openssh, shape_chromium, shape_minijail,
		shape_libseccomp, shape_runc, shape_random, shape_return,
		shape_blocks, shape_split, shape_verdicts, shape_meet,
	};
	static void (*const limits[])(struct build *b) = {
		shape_cohorts, shape_ways, shape_hostile,
	};
	struct build b = { .r = r, .insns = insns, .max = max };

	/* A long one takes the time of many others */
	if (random_once_in(r, 200))
		shape_long(&b);
	else if (random_once_in(r, 6))
		limits[random_below(r, ARRAY_SIZE(limits))](&b);
	else
		usual[random_below(r, ARRAY_SIZE(usual))](&b);
	return b.len;
}
