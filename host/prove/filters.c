// SPDX-License-Identifier: GPL-2.0-only
#include "filters.h"

#include <errno.h>
#include <linux/audit.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checker.h"
#include "generate.h"
#include "tests.h"

static void __attribute__((noreturn)) unusable(const char *name,
					       const char *why)
{
	fprintf(stderr, "error: %s: %s\n", name, why);
	exit(1);
}

static struct filter *make(const char *name, const struct sock_filter *insns,
			   unsigned int len)
{
	struct filter *f = calloc(1, sizeof(*f));
	struct sock_filter *copy = malloc(len * sizeof(*copy));
	const char *objection = checker_objection(insns, len);

	if (objection)
		unusable(name, objection);
	memcpy(copy, insns, len * sizeof(*copy));
	snprintf(f->name, sizeof(f->name), "%s", name);
	f->program = (struct program){ copy, len };
	return f;
}

void filter_free(struct filter *f)
{
	free((void *)f->program.insns);
	free(f);
}

struct filter *filter_read(const char *path)
{
	static struct sock_filter insns[BPF_MAXINSNS + 1];
	const char *base = strrchr(path, '/');
	FILE *file = fopen(path, "rb");
	size_t size;

	if (!file)
		unusable(path, strerror(errno));
	size = fread(insns, 1, sizeof(insns), file);
	if (ferror(file))
		unusable(path, strerror(errno));
	fclose(file);
	if (!size || size % sizeof(*insns) || size == sizeof(insns))
		unusable(path, "not 1 to 4096 instructions of 8 bytes each");
	return make(base ? base + 1 : path, insns, size / sizeof(*insns));
}

/* --- libseccomp --- */

static u64 random_value(struct random *r)
{
	switch (random_below(r, 4)) {
	case 0:
		return random_below(r, 16);
	case 1:
		return 1ULL << random_below(r, 64);
	case 2:
		return random_u32(r);
	}
	return random_u64(r);
}

static struct scmp_arg_cmp random_comparison(struct random *r,
					     unsigned int arg)
{
	static const enum scmp_compare ops[] = {
		SCMP_CMP_NE, SCMP_CMP_LT, SCMP_CMP_LE, SCMP_CMP_EQ,
		SCMP_CMP_GE, SCMP_CMP_GT, SCMP_CMP_MASKED_EQ,
	};

	return (struct scmp_arg_cmp){
		.arg = arg,
		.op = ops[random_below(r, ARRAY_SIZE(ops))],
		.datum_a = random_value(r),
		.datum_b = random_value(r),
	};
}

static u32 random_action(struct random *r)
{
	static const u32 actions[] = {
		SCMP_ACT_ALLOW, SCMP_ACT_ERRNO(EPERM), SCMP_ACT_ERRNO(ENOSYS),
		SCMP_ACT_LOG, SCMP_ACT_TRAP, SCMP_ACT_TRACE(7),
		SCMP_ACT_KILL_PROCESS, SCMP_ACT_NOTIFY,
	};

	return actions[random_below(r, ARRAY_SIZE(actions))];
}

/* Rules that contradict each other are refused, which is all right. */
static void add_rules(scmp_filter_ctx ctx, struct random *r)
{
	const u32 common = random_once_in(r, 3) ? SCMP_ACT_ERRNO(EACCES) :
						  SCMP_ACT_ALLOW;
	struct scmp_arg_cmp args[2];
	unsigned int n = 20 + random_below(r, 300), i, count;
	int nr;

	while (n--) {
		nr = random_below(r, 330);
		count = random_once_in(r, 6) ? 1 + random_below(r, 2) : 0;
		for (i = 0; i < count; i++)
			args[i] = random_comparison(r, 3 * i + random_below(r, 3));
		seccomp_rule_add_array(ctx, random_once_in(r, 5) ?
				       random_action(r) : common, nr, count,
				       args);
	}
}

struct filter *filter_libseccomp(u64 seed)
{
	static struct sock_filter insns[BPF_MAXINSNS + 1];
	struct random r = { .state = seed };
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	FILE *file = tmpfile();
	char name[64];
	size_t len;

	if (!ctx || !file)
		unusable("libseccomp", "no memory, or no temporary file");
	seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE,
			 1 + random_below(&r, 2));
	if (random_once_in(&r, 2))
		seccomp_arch_add(ctx, SCMP_ARCH_X86);
	if (random_once_in(&r, 3))
		seccomp_arch_add(ctx, SCMP_ARCH_X32);
	add_rules(ctx, &r);
	if (seccomp_export_bpf(ctx, fileno(file)))
		unusable("libseccomp", "cannot export a filter");
	rewind(file);
	len = fread(insns, sizeof(*insns), BPF_MAXINSNS + 1, file);
	fclose(file);
	seccomp_release(ctx);
	snprintf(name, sizeof(name), "libseccomp %llu",
		 (unsigned long long)seed);
	return make(name, insns, len);
}

/* --- Random programs --- */

#define NUMBERS		24

static unsigned int random_chain(struct random *r, struct sock_filter *insns)
{
	unsigned int len = generate_chain(r, insns, NUMBERS, 16);

	if (random_once_in(r, 2))
		insns[len++] = (struct sock_filter)RET(SECCOMP_RET_ALLOW);
	else
		insns[len++] = (struct sock_filter)RET_A;
	return len;
}

struct filter *filter_random(u64 seed)
{
	static struct sock_filter insns[BPF_MAXINSNS];
	struct random r = { .state = seed };
	unsigned int len;
	char name[64];

	do {
		len = random_chain(&r, insns);
	} while (checker_objection(insns, len));
	snprintf(name, sizeof(name), "random %llu", (unsigned long long)seed);
	return make(name, insns, len);
}
