// SPDX-License-Identifier: GPL-2.0-only
/*
 * A shortened program against the one it was made of, both run by the oracle:
 * the same result for whatever input, and fewer steps where it says so.
 */
#include "checker.h"
#include "corpus.h"
#include "generate.h"
#include "oracle.h"
#include "seccomp_reduce.h"
#include "tap.h"
#include "tests.h"

#include <linux/audit.h>
#include <stdlib.h>
#include <string.h>

#define INPUTS		40
#define NUMBERS		24

static struct {
	unsigned long programs, reduced, runs, in_tails, saved, wrong, refused,
		      tails, longer, most;
} count;

/* Reads and writes past the end of the program or the steps are seen. */
static struct seccomp_reduce *start(const struct sock_filter *insns,
				    unsigned int len)
{
	const size_t size = sizeof(struct seccomp_reduce) +
			    len * sizeof(struct seccomp_reduce_step);
	struct seccomp_reduce *r = malloc(size);

	/* Nothing may hang on what was there before. */
	memset(r, 0xa5, size);
	seccomp_reduce_start(r, insns, len);
	return r;
}

static void complain(const struct sock_filter *insns, unsigned int len)
{
	unsigned int i;

	for (i = 0; i < len && i < 80; i++)
		note("%4u: { 0x%02x, %u, %u, 0x%08x }", i, insns[i].code,
		     insns[i].jt, insns[i].jf, insns[i].k);
}

/* What a program compares an argument with, give or take one, or anything. */
static u32 half_argument(struct random *r, const struct sock_filter *insns,
			 unsigned int len)
{
	if (random_once_in(r, 3))
		return random_once_in(r, 2) ? 0 : generate_word(r);
	return insns[random_below(r, len)].k + random_below(r, 3) - 1;
}

static void fill(struct random *r, const struct sock_filter *insns,
		 unsigned int len, struct seccomp_data *data)
{
	u32 *half = (u32 *)&data->instruction_pointer;

	while (half < (u32 *)(data + 1))
		*half++ = half_argument(r, insns, len);
}

static bool member(const struct seccomp_reduce *r, u32 nr, u32 arch)
{
	unsigned int a, i = 0;

	for (a = 0; a < r->nr_archs; a++)
		for (; i < r->end[a]; i++)
			if (r->arch[a] == arch && r->member[i].nr == nr)
				return true;
	return false;
}

static void compare_once(const struct seccomp_reduce *reduce,
			 const struct seccomp_data *data)
{
	const struct outcome before = oracle_run(reduce->insns, data);
	const struct outcome after = oracle_run(reduce->code, data);

	count.runs++;
	if (before.ret != after.ret && !count.wrong++) {
		note("nr %d arch %x: %x, shortened %x", data->nr, data->arch,
		     before.ret, after.ret);
		complain(reduce->insns, reduce->len);
		note("shortened:");
		complain(reduce->code, reduce->nr_code);
	}
	if (!member(reduce, data->nr, data->arch))
		return;
	count.in_tails++;
	count.saved += before.steps;
	count.saved -= after.steps;
}

/* The @i-th number that has a tail */
static void compare_member(struct random *r, const struct seccomp_reduce *reduce,
			   unsigned int i)
{
	struct seccomp_data data = { .nr = reduce->member[i].nr };
	unsigned int a = 0, n;

	while (i >= reduce->end[a])
		a++;
	data.arch = reduce->arch[a];
	for (n = 0; n < INPUTS; n++) {
		fill(r, reduce->insns, reduce->len, &data);
		compare_once(reduce, &data);
	}
}

static void compare(struct random *r, const struct seccomp_reduce *reduce)
{
	unsigned int i;

	for (i = 0; i < INPUTS; i++) {
		struct seccomp_data data = {
			.nr = random_once_in(r, 3) ? generate_nr(r) :
			      random_below(r, NUMBERS),
			.arch = generate_arch(r),
		};

		fill(r, reduce->insns, reduce->len, &data);
		compare_once(reduce, &data);
	}
}

static void reduce(struct random *r, const struct sock_filter *insns,
		   unsigned int len)
{
	static const u32 archs[] = { AUDIT_ARCH_X86_64, AUDIT_ARCH_I386 };
	struct sock_filter *copy = malloc(len * sizeof(*copy));
	struct seccomp_reduce *reduce;
	unsigned int a, n;
	u32 nr;

	memcpy(copy, insns, len * sizeof(*copy));
	reduce = start(copy, len);
	for (a = 0; a < 1 + random_below(r, 2); a++)
		for (nr = 0; nr < NUMBERS; nr++)
			if (!random_once_in(r, 4))
				seccomp_reduce_add(reduce, nr, archs[a]);
	n = seccomp_reduce_finish(reduce);

	count.programs++;
	if (n) {
		count.reduced++;
		count.tails += reduce->nr_members;
		count.longer += n > 2 * len + 256;
		if (checker_objection(reduce->code, n) && !count.refused++) {
			note("%s", checker_objection(reduce->code, n));
			complain(insns, len);
			note("shortened:");
			complain(reduce->code, n);
		}
		compare(r, reduce);
	}
	free(reduce);
	free(copy);
}

static void verdict(const char *what)
{
	ok(!count.refused, "reduce: %s: all of %lu shortened programs accepted",
	   what, count.reduced);
	ok(!count.wrong && !count.longer && count.runs > count.programs,
	   "reduce: %s: %lu runs, %lu of them in %lu tails, all the same", what,
	   count.runs, count.in_tails, count.tails);
	ok(count.in_tails && count.saved > 3 * count.in_tails,
	   "reduce: %s: %lu steps saved per run in a tail", what,
	   count.in_tails ? count.saved / count.in_tails : 0);
	memset(&count, 0, sizeof(count));
}

static void test_programs(struct random *r, unsigned long rounds)
{
	static struct sock_filter insns[300];
	unsigned int len;

	while (rounds--) {
		len = 20 + random_below(r, ARRAY_SIZE(insns) - 20);
		generate_program(r, insns, len);
		reduce(r, insns, len);
	}
	verdict("random programs");
}

/* A chain of comparisons before a random program that ends each block. */
static void test_chains(struct random *r, unsigned long rounds)
{
	static struct sock_filter insns[600];
	unsigned int len;

	while (rounds--) {
		len = generate_chain(r, insns, NUMBERS, 20);
		insns[len++] = (struct sock_filter)RET_A;
		if (!checker_objection(insns, len))
			reduce(r, insns, len);
	}
	verdict("random chains");
}

/* Where ways meet, only what both agree on is known. */
static void test_meeting(struct random *r, unsigned long rounds)
{
	static struct sock_filter insns[] = {
		LOAD(NR_AT), J(BPF_JEQ | BPF_K, 1000, 0, 0),
		J(BPF_JEQ | BPF_K, 1001, 0, 0), J(BPF_JEQ | BPF_K, 1002, 0, 0),
		J(BPF_JEQ | BPF_K, 1003, 0, 0), J(BPF_JEQ | BPF_K, 1004, 0, 0),
		J(BPF_JEQ | BPF_K, 1005, 0, 0), J(BPF_JEQ | BPF_K, 1006, 0, 0),
		J(BPF_JEQ | BPF_K, 1007, 0, 0), J(BPF_JEQ | BPF_K, 1008, 0, 0),
		LOAD(24), TAX, LOAD(16),
		/* Equal or not, A holds the argument; or else another one */
		J(BPF_JEQ | BPF_K, 5, 0, 1), J(BPF_JEQ | BPF_X, 0, 2, 0),
		J(BPF_JGT | BPF_K, 9, 1, 0), LOAD(32),
		J(BPF_JEQ | BPF_K, 5, 0, 2), LOAD(16), RET_A,
		LOAD(16), J(BPF_JEQ | BPF_K, 5, 0, 1), RET(3),
		LOAD(32), RET_A,
	};
	struct seccomp_reduce *reduce = start(insns, ARRAY_SIZE(insns));

	count.programs++;
	count.reduced += seccomp_reduce_add(reduce, 1, AUDIT_ARCH_X86_64);
	seccomp_reduce_finish(reduce);
	while (rounds--)
		compare(r, reduce);
	free(reduce);
	verdict("meeting ways");
}

/* Comparisons with other numbers, so that there is something to gain. */
#define PADDING								\
	LOAD(NR_AT), J(BPF_JEQ | BPF_K, 1000, 0, 0),			\
	J(BPF_JEQ | BPF_K, 1001, 0, 0), J(BPF_JEQ | BPF_K, 1002, 0, 0),	\
	J(BPF_JEQ | BPF_K, 1003, 0, 0), J(BPF_JEQ | BPF_K, 1004, 0, 0),	\
	J(BPF_JEQ | BPF_K, 1005, 0, 0), J(BPF_JEQ | BPF_K, 1006, 0, 0),	\
	J(BPF_JEQ | BPF_K, 1007, 0, 0), J(BPF_JEQ | BPF_K, 1008, 0, 0),	\
	J(BPF_JEQ | BPF_K, 1009, 0, 0), J(BPF_JEQ | BPF_K, 1010, 0, 0)

static void test_one(struct random *r, const struct sock_filter *insns,
		     unsigned int len, const char *what)
{
	struct seccomp_reduce *reduce = start(insns, len);
	unsigned int i, n;

	count.programs++;
	count.reduced += seccomp_reduce_add(reduce, 1, AUDIT_ARCH_X86_64);
	n = seccomp_reduce_finish(reduce);
	count.refused += !n || checker_objection(reduce->code, n);
	for (i = 0; n && i < 100; i++)
		compare(r, reduce);
	free(reduce);
	verdict(what);
}

/* What an instruction makes of A whatever it was: no argument is looked at. */
static void test_absorbed(void)
{
	static const struct {
		struct sock_filter insn;
		bool absorbs;
		u32 a;
	} cases[] = {
		{ ALU(BPF_AND | BPF_K, 0), true, 0 },
		{ ALU(BPF_AND | BPF_X, 0), true, 0 }, /* X is 0 */
		{ ALU(BPF_MUL | BPF_K, 0), true, 0 },
		{ ALU(BPF_OR | BPF_K, U32_MAX), true, U32_MAX },
		{ ALU(BPF_AND | BPF_K, 1), false, 0 },
		{ ALU(BPF_MUL | BPF_K, 2), false, 0 },
		{ ALU(BPF_OR | BPF_K, U32_MAX - 1), false, 0 },
		{ ALU(BPF_OR | BPF_K, 0), false, 0 },
		{ ALU(BPF_XOR | BPF_K, U32_MAX), false, 0 },
		{ ALU(BPF_ADD | BPF_K, 0), false, 0 },
		{ ALU(BPF_RSH | BPF_K, 31), false, 0 },
	};
	unsigned int i, good = 0;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct sock_filter insns[] = {
			PADDING, LOAD(16), cases[i].insn, RET_A,
		}, ret = RET(cases[i].a);
		struct seccomp_reduce *reduce = start(insns,
						      ARRAY_SIZE(insns));
		const struct seccomp_reduce_member *m = &reduce->member[0];

		good += seccomp_reduce_add(reduce, 1, AUDIT_ARCH_X86_64) &&
			(cases[i].absorbs ? m->len == 1 &&
			 !memcmp(&reduce->code[m->tail], &ret, sizeof(ret)) :
			 m->len == 3);
		free(reduce);
	}
	ok(good == i, "reduce: whether A is absorbed: %u right of %u", good, i);
}

/* A is 0 at the start, and may be needed later on. */
static void test_start(struct random *r)
{
	static const struct sock_filter insns[] = {
		ST(BPF_ST, 0), PADDING, LOAD(24), J(BPF_JEQ | BPF_K, 5, 0, 1),
		ST(BPF_ST, 0), ST(BPF_LD | BPF_MEM, 0), RET_A,
	};

	test_one(r, insns, ARRAY_SIZE(insns), "A at the start");
}

/* What the checker takes for the way to a load is not the way there. */
static void test_fence(struct random *r)
{
	static const struct sock_filter insns[] = {
		PADDING, LOAD(24), J(BPF_JEQ | BPF_K, 5, 0, 2), ST(BPF_ST, 0),
		ST(BPF_JMP | BPF_JA, 2), RET(1), ST(BPF_JMP | BPF_JA, 1),
		ST(BPF_LD | BPF_MEM, 0), RET_A,
	};

	test_one(r, insns, ARRAY_SIZE(insns), "memory behind a return");
}

/* More ways go on ahead at a time than are kept track of. */
static void test_waiting(void)
{
	enum { WAYS = SECCOMP_REDUCE_WAITING + 1 };
	static struct sock_filter insns[1 + 2 * WAYS] = { LOAD(16) };
	struct seccomp_reduce *reduce;
	unsigned int i;

	for (i = 0; i < WAYS; i++) {
		insns[1 + i] = (struct sock_filter)
			J(BPF_JEQ | BPF_K, i, WAYS - 1, 0);
		insns[1 + WAYS + i] = (struct sock_filter)RET(i);
	}
	ok(!checker_objection(insns, ARRAY_SIZE(insns)),
	   "reduce: many ways: the program is a valid one");
	reduce = start(insns, ARRAY_SIZE(insns));
	ok(!seccomp_reduce_add(reduce, 1, AUDIT_ARCH_X86_64) &&
	   !seccomp_reduce_finish(reduce),
	   "reduce: too many ways to keep track of");
	free(reduce);
}

/* What depends on the JIT is done by the JIT, although all of it is known. */
static void test_far_shift(u16 op)
{
	struct sock_filter insns[NUMBERS + 6] = { LOAD(NR_AT) };
	struct seccomp_reduce *reduce;
	unsigned int i = 1, n, kept = 0;

	for (n = 0; n < NUMBERS; n++)
		insns[i++] = (struct sock_filter)J(BPF_JEQ | BPF_K, 1000 + n, 0,
						   0);
	insns[i++] = (struct sock_filter)IMX(32);
	insns[i++] = (struct sock_filter)LOAD(16);
	insns[i++] = (struct sock_filter)ALU(op | BPF_X, 0);
	insns[i++] = (struct sock_filter)RET_A;
	reduce = start(insns, i);
	seccomp_reduce_add(reduce, 1, AUDIT_ARCH_X86_64);
	n = seccomp_reduce_finish(reduce);
	/* In the tail, and in the filter behind it */
	for (i = 0; i < n; i++)
		kept += reduce->code[i].code == (BPF_ALU | op | BPF_X);
	ok(n && kept == 2, "reduce: a shift by 32 in X stays one, %s",
	   op == BPF_LSH ? "LSH" : "RSH");
	free(reduce);
}

/* More states, longer tails, more numbers than there is room for. */
static void test_bounds(struct random *r)
{
	static struct sock_filter insns[BPF_MAXINSNS];
	const unsigned int len = BPF_MAXINSNS;
	struct seccomp_reduce *reduce;
	unsigned int i, n, added = 0;
	u32 nr;

	/* All depends on arguments, all of it is needed */
	for (i = 0; i < len - 2; i++)
		insns[i] = (struct sock_filter)
			J(BPF_JEQ | BPF_K, i, 0, i % 2 && i < len - 300);
	insns[0] = (struct sock_filter)LOAD(16);
	insns[i++] = (struct sock_filter)RET(1);
	insns[i] = (struct sock_filter)RET(2);
	reduce = start(insns, len);
	for (nr = 0; nr < 512; nr++)
		added += seccomp_reduce_add(reduce, nr, AUDIT_ARCH_X86_64);
	ok(!added && !seccomp_reduce_finish(reduce) && !reduce->steps,
	   "reduce: nothing to gain from 4096 branches on an argument");
	free(reduce);

	/* A tail for each number of each arch, until it is full */
	for (i = 0; i < 40; i++)
		insns[i] = (struct sock_filter)LOAD(NR_AT);
	insns[i++] = (struct sock_filter)LOAD(NR_AT);
	insns[i++] = (struct sock_filter)TAX;
	insns[i++] = (struct sock_filter)LOAD(16);
	insns[i++] = (struct sock_filter)ALU(BPF_ADD | BPF_X, 0);
	insns[i++] = (struct sock_filter)RET_A;
	reduce = start(insns, i);
	for (nr = 0, added = 0; nr < 512; nr++)
		added += seccomp_reduce_add(reduce, nr, AUDIT_ARCH_X86_64);
	for (nr = 0; nr < 512; nr++)
		added += seccomp_reduce_add(reduce, nr, AUDIT_ARCH_I386);
	n = seccomp_reduce_finish(reduce);
	ok(added > 20 && n <= 2 * i + 256 && !checker_objection(reduce->code, n),
	   "reduce: %u tails until there is no more room, %u instructions",
	   added, n);
	for (i = 0; i < 1000; i++)
		compare(r, reduce);
	free(reduce);
	verdict("full");

	/* A long way to the one argument, for as many as there are steps */
	for (i = 0; i < 1999; i++)
		insns[i] = (struct sock_filter)LOAD(NR_AT);
	insns[i++] = (struct sock_filter)LOAD(16);
	insns[i++] = (struct sock_filter)RET_A;
	reduce = start(insns, i);
	for (nr = 0, added = 0; nr < NUMBERS; nr++)
		added += seccomp_reduce_add(reduce, nr, AUDIT_ARCH_X86_64);
	n = seccomp_reduce_finish(reduce);
	ok(added == SECCOMP_REDUCE_STEPS / i && !reduce->steps &&
	   !checker_objection(reduce->code, n),
	   "reduce: %u tails of %u until there are no more steps", added,
	   NUMBERS);
	for (i = 0; i < 100; i++)
		compare(r, reduce);
	free(reduce);
	verdict("out of steps");

	reduce = start(insns, 0);
	ok(!seccomp_reduce_add(reduce, 0, 0) && !seccomp_reduce_finish(reduce),
	   "reduce: no program");
	free(reduce);
}

void test_reduce(u64 seed, unsigned long rounds)
{
	struct random r = { .state = seed };

	test_programs(&r, rounds);
	test_chains(&r, rounds / 4);
	test_meeting(&r, rounds / 100);
	test_absorbed();
	test_start(&r);
	test_fence(&r);
	test_waiting();
	test_far_shift(BPF_LSH);
	test_far_shift(BPF_RSH);
	test_bounds(&r);
}

/* Each number of a filter's that depends on an argument, with many of these. */
static void reduce_dependent(const struct sock_filter *insns, unsigned int len,
			     void *random)
{
	static const u32 archs[] = { AUDIT_ARCH_X86_64, AUDIT_ARCH_I386 };
	struct seccomp_reduce *reduce = start(insns, len);
	unsigned int a, i;
	u32 nr, ret;

	for (a = 0; a < ARRAY_SIZE(archs); a++)
		for (nr = 0; nr < 463; nr++)
			if (!seccomp_eval(insns, len, nr, archs[a], &ret))
				seccomp_reduce_add(reduce, nr, archs[a]);
	count.programs++;
	if (SECCOMP_REDUCE_STEPS - reduce->steps > count.most)
		count.most = SECCOMP_REDUCE_STEPS - reduce->steps;
	if (seccomp_reduce_finish(reduce)) {
		count.reduced++;
		count.tails += reduce->nr_members;
		count.refused += !!checker_objection(reduce->code, reduce->nr_code);
		for (i = 0; i < reduce->nr_members; i++)
			compare_member(random, reduce, i);
	}
	free(reduce);
}

void test_reduce_corpus(const char *dir, u64 seed)
{
	struct random r = { .state = seed };

	corpus_each(dir, reduce_dependent, &r);
	ok(count.most < SECCOMP_REDUCE_STEPS / 4,
	   "reduce: real filters take at most %lu of %u steps", count.most,
	   SECCOMP_REDUCE_STEPS);
	verdict("real filters");
}
