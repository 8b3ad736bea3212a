// SPDX-License-Identifier: GPL-2.0-only
/*
 * One pass over the program against one walk for each number: the same verdicts
 * for whatever program, accepted or not.
 */
#include "checker.h"
#include "corpus.h"
#include "generate.h"
#include "seccomp_flow.h"
#include "tap.h"
#include "tests.h"

#include <linux/audit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
	unsigned long verdicts, constant, wrong, too_many, steps, most;
} count;

/* Run in small portions, as the kernel does. Returns the number of steps. */
static unsigned long run(struct seccomp_flow *flow)
{
	unsigned long steps = 0;

	while (!seccomp_flow_run(flow, 7))
		steps += 7;
	return steps;
}

/* What the pass has found out about a number. */
static bool decided(const struct seccomp_flow *flow, unsigned int i, u32 *ret)
{
	unsigned int v, found = 0;

	for (v = 0; v < flow->nr_verdicts; v++) {
		if (test_bit(i, flow->verdicts[v].set)) {
			*ret = flow->verdicts[v].ret;
			found++;
		}
	}
	count.wrong += found > 1;
	return found;
}

/* A copy of the program that ends where its memory ends, for the sanitizer. */
static void compare(const struct sock_filter *insns, unsigned int len, u32 arch,
		    u32 first, unsigned int numbers)
{
	struct sock_filter *copy = malloc(len * sizeof(*copy));
	struct seccomp_flow *flow = malloc(sizeof(*flow));
	unsigned long steps;
	unsigned int i;

	memcpy(copy, insns, len * sizeof(*copy));
	/* Nothing may hang on what was there before. */
	memset(flow, 0xa5, sizeof(*flow));
	seccomp_flow_start(flow, copy, len, arch, first, numbers);
	steps = run(flow);
	count.steps += steps;
	if (steps > count.most)
		count.most = steps;
	for (i = 0; i < SECCOMP_FLOW_NR; i++) {
		u32 ret = 0, got = 0;
		bool constant = decided(flow, i, &got);
		bool want = i < numbers &&
			    seccomp_eval(copy, len, first + i, arch, &ret);

		count.verdicts++;
		count.constant += want;
		if (constant == want && got == ret)
			continue;
		if (!constant && flow->nr_verdicts == SECCOMP_FLOW_VERDICTS) {
			count.too_many++;
			continue;
		}
		if (!count.wrong++)
			note("first + %u of %u + %u: %d %x, walk says %d %x", i,
			     first, numbers, constant, got, want, ret);
	}
	free(flow);
	free(copy);
}

static void verdict(const char *what)
{
	ok(!count.wrong && count.constant > count.verdicts / 4 &&
	   count.constant < count.verdicts &&
	   count.too_many < count.constant / 5,
	   "flow: %s: %lu verdicts, %lu constant, %lu given up, %lu wrong", what,
	   count.verdicts, count.constant, count.too_many, count.wrong);
	memset(&count, 0, sizeof(count));
}

static u32 window(struct random *r)
{
	switch (random_below(r, 4)) {
	case 0:
		return 0x40000000;
	case 1:
		return random_u32(r) >> 1;
	default:
		return 0;
	}
}

static void test_programs(struct random *r, unsigned long rounds)
{
	static struct sock_filter insns[200];
	unsigned int len;

	while (rounds--) {
		len = 1 + random_below(r, ARRAY_SIZE(insns));
		generate_program(r, insns, len);
		compare(insns, len, generate_arch(r), window(r),
			random_once_in(r, 4) ? random_below(r, 513) : 463);
	}
	verdict("random programs");
}

/* Mostly branches on the number, some of everything that keeps or loses it. */
static void test_dispatch(struct random *r, unsigned long rounds)
{
	static const u16 ops[] = { BPF_JEQ, BPF_JEQ, BPF_JGT, BPF_JGE, BPF_JSET };
	static struct sock_filter insns[300];
	unsigned int len, i, left;

	while (rounds--) {
		len = 2 + random_below(r, ARRAY_SIZE(insns) - 2);
		insns[0] = (struct sock_filter)LOAD(NR_AT);
		for (i = 1; i < len; i++) {
			left = len - 1 - i;
			if (left > 255)
				left = 255;
			switch (random_below(r, left > 1 ? 24 : 3)) {
			case 0:
				insns[i] = (struct sock_filter)RET(
					random_below(r, 3) << 16);
				break;
			case 1:
				insns[i] = (struct sock_filter)LOAD(
					random_once_in(r, 4) ? 16 : NR_AT);
				break;
			case 2:
				generate_program(r, insns + i, 1);
				break;
			case 3:
				insns[i] = (struct sock_filter)TAX;
				break;
			case 4:
				insns[i] = (struct sock_filter)TXA;
				break;
			case 5:
				insns[i] = (struct sock_filter)
					IMM(random_below(r, 500));
				break;
			case 6:
				insns[i] = (struct sock_filter)
					ALU(BPF_AND | BPF_K, 511);
				break;
			default:
				insns[i] = (struct sock_filter)
					J(ops[random_below(r, ARRAY_SIZE(ops))] |
					  (random_once_in(r, 16) ? BPF_X : BPF_K),
					  random_below(r, 500),
					  random_below(r, left),
					  random_below(r, left));
			}
		}
		insns[len - 1] = (struct sock_filter)RET(SECCOMP_RET_ALLOW);
		compare(insns, len, AUDIT_ARCH_X86_64, 0, 463);
	}
	verdict("random dispatchers");
}

static void test_bytes(struct random *r, unsigned long rounds)
{
	struct sock_filter insns[12];
	unsigned int i, len;

	while (rounds--) {
		len = 1 + random_below(r, ARRAY_SIZE(insns));
		generate_program(r, insns, len);
		for (i = random_below(r, 4); i; i--)
			((u8 *)insns)[random_below(r, len * sizeof(*insns))] =
				random_u32(r);
		compare(insns, len, generate_arch(r), window(r), 463);
	}
	verdict("broken programs");
}

/* Each instruction splits each cohort as often as it can be split. */
static void test_splitting(void)
{
	static struct sock_filter insns[BPF_MAXINSNS];
	unsigned int i;

	for (i = 0; i < BPF_MAXINSNS - 1; i += 3) {
		insns[i] = (struct sock_filter)LOAD(NR_AT);
		insns[i + 1] = (struct sock_filter)
			J(BPF_JSET | BPF_K, 1u << i / 3 % 9, 0, 1);
		insns[i + 2] = (struct sock_filter)ST(BPF_ST, i / 3 % 9);
	}
	insns[BPF_MAXINSNS - 1] = (struct sock_filter)RET(SECCOMP_RET_ALLOW);
	compare(insns, BPF_MAXINSNS, AUDIT_ARCH_X86_64, 0, 512);
	ok(!count.wrong && count.constant == count.verdicts,
	   "flow: sets split without end: %lu constant, %lu steps",
	   count.constant, count.most);
	memset(&count, 0, sizeof(count));
}

/* What libseccomp makes of a long list: about one step for an instruction. */
static void test_long_list(void)
{
	static struct sock_filter insns[BPF_MAXINSNS];
	unsigned int i;

	insns[0] = (struct sock_filter)LOAD(NR_AT);
	for (i = 1; i < BPF_MAXINSNS - 1; i++)
		insns[i] = (struct sock_filter)
			J(BPF_JEQ | BPF_K, i, BPF_MAXINSNS - 2 - i > 255 ? 0 :
			  BPF_MAXINSNS - 2 - i, 0);
	insns[i] = (struct sock_filter)RET(SECCOMP_RET_ALLOW);
	compare(insns, BPF_MAXINSNS, AUDIT_ARCH_X86_64, 0, 463);
	ok(!count.wrong && count.most < 2 * BPF_MAXINSNS,
	   "flow: 4096 instructions of a list take %lu steps", count.most);
	memset(&count, 0, sizeof(count));
}

void test_flow(u64 seed, unsigned long rounds)
{
	struct random r = { .state = seed };

	test_programs(&r, rounds);
	test_dispatch(&r, rounds);
	test_bytes(&r, rounds);
	test_splitting();
	test_long_list();
}

static void compare_native(const struct sock_filter *insns, unsigned int len,
			   void *unused)
{
	(void)unused;
	compare(insns, len, AUDIT_ARCH_X86_64, 0, 463);
	compare(insns, len, AUDIT_ARCH_I386, 0, 463);
}

void test_flow_corpus(const char *dir)
{
	const unsigned int filters = corpus_each(dir, compare_native, NULL);

	ok(filters && !count.too_many, "flow: nothing given up of %u real filters",
	   filters);
	verdict("real filters");
}
