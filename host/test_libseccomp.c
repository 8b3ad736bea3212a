// SPDX-License-Identifier: GPL-2.0-only
/*
 * Filters as programs have them, made by libseccomp: an allow-list with and
 * without rules on arguments, for one arch or three, as a chain and as a tree.
 */
#include "checker.h"
#include "oracle.h"
#include "tap.h"
#include "tests.h"

#include <errno.h>
#include <linux/audit.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define NUMBERS		1024
#define X32		0x40000000
#define DENIED		SCMP_ACT_ERRNO(EPERM)

struct shape {
	const char *name;
	bool arguments;
	bool arches;
	int optimize;		/* 2: a binary tree */
};

static bool add_arches(scmp_filter_ctx ctx)
{
	return !seccomp_arch_add(ctx, SCMP_ARCH_X86) &&
	       !seccomp_arch_add(ctx, SCMP_ARCH_X32);
}

/* Every number but each seventh is on the list. */
static bool add_names(scmp_filter_ctx ctx)
{
	int nr;

	for (nr = 0; nr < 335; nr++) {
		if (nr % 7 == 3 || nr == SCMP_SYS(personality) ||
		    nr == SCMP_SYS(ioctl) || nr == SCMP_SYS(clone))
			continue;
		if (seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 0))
			return false;
	}
	return true;
}

static bool add_arguments(scmp_filter_ctx ctx)
{
	return !seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(personality), 1,
				 SCMP_A0(SCMP_CMP_EQ, 8)) &&
	       !seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(personality), 1,
				 SCMP_A0(SCMP_CMP_EQ, 0xffffffff)) &&
	       !seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 2,
				 SCMP_A1(SCMP_CMP_GT, 1ULL << 33),
				 SCMP_A2(SCMP_CMP_NE, 7)) &&
	       !seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
				 SCMP_A0(SCMP_CMP_MASKED_EQ, 0x7e020000, 0));
}

/* Returns the number of instructions, 0 if it failed. */
static unsigned int export_program(scmp_filter_ctx ctx,
				   struct sock_filter *insns)
{
	FILE *file = tmpfile();
	unsigned int len = 0;

	if (!file)
		return 0;
	if (!seccomp_export_bpf(ctx, fileno(file))) {
		rewind(file);
		len = fread(insns, sizeof(*insns), BPF_MAXINSNS, file);
	}
	fclose(file);
	return len;
}

static unsigned int make_program(const struct shape *shape,
				 struct sock_filter *insns)
{
	scmp_filter_ctx ctx = seccomp_init(DENIED);
	unsigned int len = 0;

	if (!ctx)
		return 0;
	if ((!shape->arches || add_arches(ctx)) &&
	    !seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE,
			      shape->optimize) &&
	    add_names(ctx) && (!shape->arguments || add_arguments(ctx)))
		len = export_program(ctx, insns);
	seccomp_release(ctx);
	return len;
}

static struct {
	unsigned int constant, dependent, wrong;
} count;

static void judge(const struct sock_filter *insns, unsigned int len, u32 nr,
		  u32 arch)
{
	static const u64 values[] = { 0, 7, 8, U32_MAX, (1ULL << 33) + 1, -1ULL };
	struct verdict v = evaluate(insns, len, nr, arch);
	unsigned int i;

	count.constant += v.constant;
	count.dependent += !v.constant;
	for (i = 0; i < ARRAY_SIZE(values); i++) {
		const u64 n = values[i];
		const struct seccomp_data data = {
			nr, arch, n, { n, n, n, n, n, n },
		};
		struct outcome out = oracle_run(insns, &data);

		count.wrong += v.constant == out.reads_input ||
			       (v.constant && v.ret != out.ret);
	}
}

static void test_shape(const struct shape *shape)
{
	static const u32 arches[] = {
		AUDIT_ARCH_X86_64, AUDIT_ARCH_I386, AUDIT_ARCH_AARCH64, 0x1234,
	};
	static struct sock_filter insns[BPF_MAXINSNS];
	unsigned int len = make_program(shape, insns);
	unsigned int nr, arch;

	count.constant = count.dependent = count.wrong = 0;
	if (!ok(len && !checker_objection(insns, len),
		"libseccomp: %s: %u instructions", shape->name, len))
		return;

	for (arch = 0; arch < ARRAY_SIZE(arches); arch++)
		for (nr = 0; nr < NUMBERS; nr++) {
			judge(insns, len, nr, arches[arch]);
			judge(insns, len, nr | X32, arches[arch]);
		}
	judge(insns, len, -1, AUDIT_ARCH_X86_64);

	ok(!count.wrong, "libseccomp: %s: %u constant, %u dependent, %u wrong",
	   shape->name, count.constant, count.dependent, count.wrong);
	ok(shape->arguments ? count.dependent >= 3 : !count.dependent,
	   "libseccomp: %s: as dependent as written", shape->name);
	ok(evaluate(insns, len, 39, AUDIT_ARCH_X86_64).ret == SECCOMP_RET_ALLOW &&
	   evaluate(insns, len, 38, AUDIT_ARCH_X86_64).ret == DENIED,
	   "libseccomp: %s: the list is as written", shape->name);
}

void test_libseccomp(void)
{
	static const struct shape shapes[] = {
		{ "list", false, false, 1 },
		{ "list, tree", false, false, 2 },
		{ "arguments", true, false, 1 },
		{ "arguments, tree", true, false, 2 },
		{ "arguments, three arches", true, true, 1 },
		{ "arguments, three arches, tree", true, true, 2 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(shapes); i++)
		test_shape(&shapes[i]);
}
