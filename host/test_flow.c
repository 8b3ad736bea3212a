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

#include <limits.h>
#include <linux/audit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
	unsigned long verdicts, constant, wrong, given_up, most;
} count;

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

/* Against one walk for each number. Returns whether all are decided. */
static bool compare_verdicts(const struct seccomp_flow *flow,
			     unsigned int numbers)
{
	bool all = true;
	unsigned int i;

	for (i = 0; i < SECCOMP_FLOW_NR; i++) {
		u32 ret = 0, got = 0;
		bool constant = decided(flow, i, &got);
		bool want = i < numbers &&
			    seccomp_eval(flow->insns, flow->len,
					 flow->first + i, flow->arch, &ret);

		count.verdicts++;
		count.constant += want;
		if (constant == want && got == ret)
			continue;
		if (!constant && (!flow->steps ||
				  flow->nr_verdicts == SECCOMP_FLOW_VERDICTS)) {
			count.given_up++;
			all = false;
			continue;
		}
		if (!count.wrong++)
			note("first + %u of %u + %u: %d %x, walk says %d %x", i,
			     flow->first, numbers, constant, got, want, ret);
	}
	return all;
}

/*
 * Run with that many steps, in portions, as the kernel does. The program is a
 * copy that ends where its memory ends, for the sanitizer. Returns how many
 * steps were taken.
 */
static unsigned int compare(const struct sock_filter *insns, unsigned int len,
			    u32 arch, u32 first, unsigned int numbers,
			    unsigned int steps, unsigned int portion)
{
	struct sock_filter *copy = malloc(len * sizeof(*copy));
	struct seccomp_flow *flow = malloc(sizeof(*flow));

	memcpy(copy, insns, len * sizeof(*copy));
	/* Nothing may hang on what was there before. */
	memset(flow, 0xa5, sizeof(*flow));
	seccomp_flow_start(flow, copy, len, arch, first, numbers);
	/* What an attach has is for seccomp_flow_start() to say. */
	if (steps != SECCOMP_FLOW_STEPS)
		flow->steps = steps;
	while (!seccomp_flow_run(flow, portion))
		;
	compare_verdicts(flow, numbers);
	steps -= flow->steps;
	if (steps > count.most)
		count.most = steps;
	free(flow);
	free(copy);
	return steps;
}

/* With as many steps as it may take, which are more than an attach has. */
static unsigned int compare_all(const struct sock_filter *insns,
				unsigned int len, u32 arch, u32 first,
				unsigned int numbers)
{
	return compare(insns, len, arch, first, numbers, UINT_MAX, 7);
}

static void verdict(const char *what)
{
	ok(!count.wrong && count.constant > count.verdicts / 4 &&
	   count.constant < count.verdicts &&
	   count.given_up < count.constant / 5,
	   "flow: %s: %lu verdicts, %lu constant, %lu given up, %lu wrong", what,
	   count.verdicts, count.constant, count.given_up, count.wrong);
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
		compare_all(insns, len, generate_arch(r), window(r),
			    random_once_in(r, 4) ? random_below(r, 513) : 463);
	}
	verdict("random programs");
}

/* Mostly branches on the number, some of everything that keeps or loses it. */
static void generate_dispatch(struct random *r, struct sock_filter *insns,
			      unsigned int len)
{
	static const u16 ops[] = { BPF_JEQ, BPF_JEQ, BPF_JGT, BPF_JGE, BPF_JSET };
	unsigned int i, left;

	insns[0] = (struct sock_filter)LOAD(NR_AT);
	for (i = 1; i < len; i++) {
		left = len - 1 - i;
		if (left > 255)
			left = 255;
		switch (random_below(r, left > 1 ? 24 : 3)) {
		case 0:
			insns[i] = (struct sock_filter)RET(random_below(r, 3)
							   << 16);
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
			insns[i] = (struct sock_filter)IMM(random_below(r, 500));
			break;
		case 6:
			insns[i] = (struct sock_filter)ALU(BPF_AND | BPF_K, 511);
			break;
		default:
			insns[i] = (struct sock_filter)
				J(ops[random_below(r, ARRAY_SIZE(ops))] |
				  (random_once_in(r, 16) ? BPF_X : BPF_K),
				  random_below(r, 500), random_below(r, left),
				  random_below(r, left));
		}
	}
	insns[len - 1] = (struct sock_filter)RET(SECCOMP_RET_ALLOW);
}

static void test_dispatch(struct random *r, unsigned long rounds)
{
	static struct sock_filter insns[300];
	unsigned int len;

	while (rounds--) {
		len = 2 + random_below(r, ARRAY_SIZE(insns) - 2);
		generate_dispatch(r, insns, len);
		compare_all(insns, len, AUDIT_ARCH_X86_64, 0, 463);
	}
	verdict("random dispatchers");
}

/* How many verdicts @steps steps are too few for. */
static unsigned long too_few(const struct sock_filter *insns, unsigned int len,
			     unsigned int steps, unsigned int portion)
{
	const unsigned long before = count.given_up;

	compare(insns, len, AUDIT_ARCH_X86_64, 0, 463, steps, portion);
	return count.given_up - before;
}

/*
 * What can be decided is, with as many steps as that takes, however these are
 * divided. With fewer of them less is, but none in another way.
 */
static void test_steps(struct random *r, unsigned long rounds)
{
	static struct sock_filter insns[300];
	unsigned long round, same = 0, fewer = 0;

	for (round = 0; round < rounds; round++) {
		const unsigned int len = 2 + random_below(r, 299);
		unsigned int takes;
		unsigned long never;

		generate_dispatch(r, insns, len);
		never = count.given_up;
		takes = compare_all(insns, len, AUDIT_ARCH_X86_64, 0, 463);
		never = count.given_up - never;
		same += too_few(insns, len, takes, UINT_MAX) == never;
		fewer += too_few(insns, len, takes / 2, 64) > never;
	}
	ok(!count.wrong && same == rounds && fewer > rounds / 2,
	   "flow: of %lu programs %lu are decided as before by exactly enough steps, %lu less by half of them, %lu wrong",
	   rounds, same, fewer, count.wrong);
	memset(&count, 0, sizeof(count));
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
		compare_all(insns, len, generate_arch(r), window(r), 463);
	}
	verdict("broken programs");
}

/* Each instruction splits each cohort, until no more steps are left. */
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
	compare(insns, BPF_MAXINSNS, AUDIT_ARCH_X86_64, 0, 512,
		SECCOMP_FLOW_STEPS, 64);
	ok(!count.wrong && count.constant == count.verdicts &&
	   count.given_up && count.most == SECCOMP_FLOW_STEPS,
	   "flow: sets split without end: %lu constant, %lu given up, %lu steps",
	   count.constant, count.given_up, count.most);
	memset(&count, 0, sizeof(count));
}

/* Each number goes alone, but not over so many instructions. */
static void test_arithmetic(void)
{
	static struct sock_filter insns[BPF_MAXINSNS];
	unsigned int i;

	insns[0] = (struct sock_filter)LOAD(NR_AT);
	for (i = 1; i < BPF_MAXINSNS - 1; i++)
		insns[i] = (struct sock_filter)ALU(BPF_XOR | BPF_K, i);
	insns[i] = (struct sock_filter)RET(SECCOMP_RET_ALLOW);
	compare(insns, BPF_MAXINSNS, AUDIT_ARCH_X86_64, 0, 512,
		SECCOMP_FLOW_STEPS, 64);
	ok(!count.wrong && count.most == SECCOMP_FLOW_STEPS &&
	   count.given_up == 512 - SECCOMP_FLOW_STEPS / BPF_MAXINSNS,
	   "flow: 512 numbers one by one through 4096 instructions: %lu given up, %lu steps",
	   count.given_up, count.most);
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
	compare_all(insns, BPF_MAXINSNS, AUDIT_ARCH_X86_64, 0, 463);
	ok(!count.wrong && !count.given_up && count.most < 2 * BPF_MAXINSNS,
	   "flow: 4096 instructions of a list take %lu steps", count.most);
	memset(&count, 0, sizeof(count));
}

void test_flow(u64 seed, unsigned long rounds)
{
	struct random r = { .state = seed };

	test_programs(&r, rounds);
	test_dispatch(&r, rounds);
	test_bytes(&r, rounds);
	test_steps(&r, rounds / 16);
	test_splitting();
	test_arithmetic();
	test_long_list();
}

static void compare_native(const struct sock_filter *insns, unsigned int len,
			   void *unused)
{
	(void)unused;
	compare(insns, len, AUDIT_ARCH_X86_64, 0, 463, SECCOMP_FLOW_STEPS, 64);
	compare(insns, len, AUDIT_ARCH_I386, 0, 463, SECCOMP_FLOW_STEPS, 64);
}

void test_flow_corpus(const char *dir)
{
	const unsigned int filters = corpus_each(dir, compare_native, NULL);

	ok(filters && !count.given_up, "flow: nothing given up of %u real filters",
	   filters);
	ok(count.most < SECCOMP_FLOW_STEPS / 16,
	   "flow: real filters take at most %lu of %u steps", count.most,
	   SECCOMP_FLOW_STEPS);
	verdict("real filters");
}
