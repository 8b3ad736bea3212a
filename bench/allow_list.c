// SPDX-License-Identifier: GPL-2.0-only
/* The filter that libseccomp makes, see filters.h. */
#include "filters.h"

#include <err.h>
#include <errno.h>
#include <seccomp.h>
#include <sys/syscall.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/*
 * Besides its @rules there are four for the values that personality(2) may have,
 * as Docker's profile has them.
 */
void allow_list(size_t rules)
{
	static const unsigned int personas[] = { 0, 8, 0x20000, 0xffffffff };
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int bad = ctx ? 0 : -ENOMEM;

	for (int nr = 0; !bad && rules; nr++) {
		if (nr == SYS_personality || nr == SYS_kexec_load)
			continue;
		bad = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 0);
		rules--;
	}
	for (size_t i = 0; !bad && i < ARRAY_SIZE(personas); i++)
		bad = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SYS_personality, 1,
				       SCMP_A0(SCMP_CMP_EQ, personas[i]));
	if (!bad)
		bad = seccomp_load(ctx);
	if (bad)
		errx(1, "libseccomp: error %d", -bad);
	seccomp_release(ctx);
}
