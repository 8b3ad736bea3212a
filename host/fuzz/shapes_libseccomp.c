// SPDX-License-Identifier: GPL-2.0-only
/* What libseccomp itself makes of random rules: chains and binary trees. */
#include "build.h"

#include <errno.h>
#include <seccomp.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static uint32_t pick_action(struct random *r)
{
	static const uint32_t actions[] = {
		SCMP_ACT_ALLOW, SCMP_ACT_ALLOW, SCMP_ACT_KILL_PROCESS,
		SCMP_ACT_KILL_THREAD, SCMP_ACT_TRAP, SCMP_ACT_LOG,
		SCMP_ACT_ERRNO(EPERM), SCMP_ACT_ERRNO(ENOSYS), SCMP_ACT_TRACE(7),
	};

	return actions[random_below(r, ARRAY_SIZE(actions))];
}

static struct scmp_arg_cmp pick_comparison(struct random *r, unsigned int arg)
{
	return (struct scmp_arg_cmp){
		.arg = arg,
		.op = SCMP_CMP_NE + random_below(r, SCMP_CMP_MASKED_EQ -
						     SCMP_CMP_NE + 1),
		.datum_a = pick_value(r),
		.datum_b = pick_value(r),
	};
}

/* A rule that repeats or contradicts an earlier one is refused: no matter. */
static void add_rule(struct random *r, scmp_filter_ctx ctx, uint32_t other)
{
	const int nr = random_below(r, random_once_in(r, 3) ? 335 : 40);
	struct scmp_arg_cmp args[6];
	unsigned int n = 0, arg;

	if (random_once_in(r, 3))
		for (arg = 0; arg < 6; arg++)
			if (random_once_in(r, 4))
				args[n++] = pick_comparison(r, arg);
	seccomp_rule_add_array(ctx, random_once_in(r, 8) ? pick_action(r) :
			       other, nr, n, args);
}

static scmp_filter_ctx make_filter(struct random *r)
{
	scmp_filter_ctx ctx = seccomp_init(pick_action(r));
	const uint32_t other = pick_action(r);
	unsigned int n = 1 + random_below(r, random_once_in(r, 4) ? 200 : 30);

	if (!ctx)
		abort();
	if (random_once_in(r, 2))
		seccomp_arch_add(ctx, SCMP_ARCH_X86);
	if (random_once_in(r, 3))
		seccomp_arch_add(ctx, SCMP_ARCH_X32);
	seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 1 + random_below(r, 2));
	while (n--)
		add_rule(r, ctx, other);
	return ctx;
}

void shape_libseccomp(struct build *b)
{
	scmp_filter_ctx ctx = make_filter(b->r);
	const int fd = memfd_create("filter", MFD_CLOEXEC);
	ssize_t got = 0;

	if (fd < 0)
		abort();
	if (!seccomp_export_bpf(ctx, fd))
		got = pread(fd, &b->insns[b->len],
			    (b->max - b->len) * sizeof(*b->insns), 0);
	if (got > 0)
		b->len += got / sizeof(*b->insns);
	close(fd);
	seccomp_release(ctx);
}
