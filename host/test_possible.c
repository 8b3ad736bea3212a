// SPDX-License-Identifier: GPL-2.0-only
/*
 * What tools/seccomp says a filter returns in any case, against the oracle on
 * random programs and random arguments.
 */
#include "generate.h"
#include "oracle.h"
#include "possible.h"
#include "tap.h"
#include "tests.h"

#include <string.h>

#define INPUTS	16
#define LONGEST	24

static struct {
	unsigned long wrong, only, looks;
} count;

static void judge(struct random *r, const struct sock_filter *insns,
		  unsigned int len)
{
	struct seccomp_data data = {
		.nr = generate_nr(r), .arch = generate_arch(r),
	};
	bool looks = false;
	struct outcome out;
	unsigned int i;
	u32 ret;

	if (!possible_only(insns, len, data.nr, data.arch, &ret))
		return;
	for (i = 0; i < INPUTS; i++) {
		unsigned int arg;

		data.instruction_pointer = random_u64(r);
		for (arg = 0; arg < 6; arg++)
			data.args[arg] = random_once_in(r, 2) ? random_u64(r) :
							generate_word(r);
		out = oracle_run(insns, &data);
		looks |= out.reads_input;
		if (out.ret != ret && !count.wrong++)
			note("says 0x%x, but 0x%x can be", ret, out.ret);
	}
	count.only++;
	count.looks += looks;
}

/* Conditions that cannot hold, or change nothing */
static const struct {
	const char *what;
	struct sock_filter insns[8];
	unsigned int len;
	bool only;
} cases[] = {
	{ "compared with what is masked out", PROGRAM(
		LOAD(16), ALU(BPF_AND, 3), J(BPF_JEQ, 4, 0, 1), RET(1), RET(2)),
	  true },
	{ "compared with what is not", PROGRAM(
		LOAD(16), ALU(BPF_AND, 3), J(BPF_JEQ, 2, 0, 1), RET(1), RET(2)),
	  false },
	{ "the same on both ways", PROGRAM(
		LOAD(16), J(BPF_JGT, 4, 0, 1), RET(1), RET(1)), true },
	{ "never greater", PROGRAM(
		LOAD(16), ALU(BPF_AND, 3), J(BPF_JGT, 3, 0, 1), RET(1), RET(2)),
	  true },
	{ "maybe greater", PROGRAM(
		LOAD(16), ALU(BPF_AND, 3), J(BPF_JGT, 2, 0, 1), RET(1), RET(2)),
	  false },
	{ "always greater or equal", PROGRAM(
		LOAD(16), ALU(BPF_OR, 4), J(BPF_JGE, 4, 0, 1), RET(1), RET(2)),
	  true },
	{ "a bit that is always set", PROGRAM(
		LOAD(16), ALU(BPF_OR, 4), J(BPF_JSET, 4, 0, 1), RET(1), RET(2)),
	  true },
	{ "a bit that is shifted out", PROGRAM(
		LOAD(16), ALU(BPF_RSH, 31), J(BPF_JSET, 2, 0, 1), RET(1),
		RET(2)), true },
	{ "returns the argument", PROGRAM(LOAD(16), RET_A), false },
};

void test_possible(u64 seed, unsigned long rounds)
{
	static struct sock_filter insns[LONGEST];
	struct random r = { .state = seed };
	unsigned long i;
	u32 ret;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		ok(possible_only(cases[i].insns, cases[i].len, 0, 0, &ret) ==
		   cases[i].only, "possible: %s", cases[i].what);
	for (i = 0; i < rounds; i++) {
		const unsigned int len = 1 + random_below(&r, LONGEST);

		generate_program(&r, insns, len);
		judge(&r, insns, len);
	}
	ok(!count.wrong && count.looks,
	   "possible: %lu returned in any case, of which %lu look: %lu wrong",
	   count.only, count.looks, count.wrong);
}
