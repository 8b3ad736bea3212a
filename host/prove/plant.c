// SPDX-License-Identifier: GPL-2.0-only
#include "plant.h"

#include <linux/audit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checker.h"
#include "claims.h"
#include "oracle.h"
#include "tap.h"
#include "tests.h"

#define ALLOW		SECCOMP_RET_ALLOW
#define ERRNO(n)	(SECCOMP_RET_ERRNO | (n))
#define ARG(n)		(16 + 8 * (n))		/* its lower half */
#define HIGH(n)		(ARG(n) + 4)
#define SIGN		(1U << 31)
#define JEQ(k, t, f)	J(BPF_JEQ | BPF_K, k, t, f)
#define GOTO(k)		ST(BPF_JMP | BPF_JA, k)

struct plant_count plant_count;

/* --- In programs --- */

struct code {
	struct sock_filter insns[16];
	unsigned int len;
};

static const struct {
	const char *what;
	struct code filter, made;
} programs[] = {
	{ "a jump goes one too far",
	  { PROGRAM(LOAD(ARG(0)), JEQ(5, 0, 1), RET(ALLOW), RET(ERRNO(1)),
		    RET(ERRNO(2))) },
	  { PROGRAM(LOAD(ARG(0)), JEQ(5, 0, 2), RET(ALLOW), RET(ERRNO(1)),
		    RET(ERRNO(2))) } },
	{ "the upper half of an argument is not looked at",
	  { PROGRAM(LOAD(HIGH(1)), JEQ(0, 0, 3), LOAD(ARG(1)), JEQ(7, 0, 1),
		    RET(ALLOW), RET(ERRNO(1))) },
	  { PROGRAM(LOAD(ARG(1)), JEQ(7, 0, 1), RET(ALLOW), RET(ERRNO(1))) } },
	{ "one half of an argument is compared with a wrong constant",
	  { PROGRAM(LOAD(HIGH(5)), JEQ(0x7fffffff, 0, 3), LOAD(ARG(5)),
		    JEQ(0xfffff001, 0, 1), RET(ALLOW), RET(ERRNO(1))) },
	  { PROGRAM(LOAD(HIGH(5)), JEQ(0x7fffffff, 0, 3), LOAD(ARG(5)),
		    JEQ(0xfffff000, 0, 1), RET(ALLOW), RET(ERRNO(1))) } },
	{ "greater for greater or equal",
	  { PROGRAM(LOAD(ARG(2)), J(BPF_JGE | BPF_K, 0xfffff, 0, 1), RET(ALLOW),
		    RET(ERRNO(1))) },
	  { PROGRAM(LOAD(ARG(2)), J(BPF_JGT | BPF_K, 0xfffff, 0, 1), RET(ALLOW),
		    RET(ERRNO(1))) } },
	{ "a comparison with sign",
	  { PROGRAM(LOAD(ARG(0)), J(BPF_JGT | BPF_K, 100, 0, 1),
		    RET(ERRNO(1)), RET(ALLOW)) },
	  { PROGRAM(LOAD(ARG(0)), ALU(BPF_XOR | BPF_K, SIGN),
		    J(BPF_JGT | BPF_K, 100 ^ SIGN, 0, 1), RET(ERRNO(1)),
		    RET(ALLOW)) } },
	{ "a lower half that is extended by its sign",
	  { PROGRAM(LOAD(HIGH(0)), JEQ(0, 0, 3), LOAD(ARG(0)),
		    JEQ(0x80000001, 0, 1), RET(ALLOW), RET(ERRNO(1))) },
	  { PROGRAM(LOAD(HIGH(0)), JEQ(0, 1, 0), JEQ(U32_MAX, 0, 3),
		    LOAD(ARG(0)), JEQ(0x80000001, 0, 1), RET(ALLOW),
		    RET(ERRNO(1))) } },
	{ "a shift count above 31 that is not masked",
	  { PROGRAM(LOAD(ARG(0)), TAX, IMM(1), ALU(BPF_LSH | BPF_X, 0),
		    RET_A) },
	  { PROGRAM(LOAD(ARG(0)), TAX, J(BPF_JGT | BPF_K, 31, 0, 1), RET(0),
		    IMM(1), ALU(BPF_LSH | BPF_X, 0), RET_A) } },
	{ "a division by zero that does not end it",
	  { PROGRAM(LOAD(ARG(0)), TAX, IMM(ALLOW), ALU(BPF_DIV | BPF_X, 0),
		    RET(ALLOW)) },
	  { PROGRAM(RET(ALLOW)) } },
	{ "A is not cleared in front of the filter",
	  { PROGRAM(JEQ(0, 0, 1), RET(ALLOW), RET(ERRNO(1))) },
	  { PROGRAM(LOAD(ARCH_AT), JEQ(0, 0, 1), RET(ALLOW), RET(ERRNO(1))) } },
	{ "another word of scratch memory",
	  { PROGRAM(LOAD(ARG(0)), ST(BPF_ST, 0), LOAD(ARG(1)), ST(BPF_ST, 1),
		    ST(BPF_LD | BPF_MEM, 0), RET_A) },
	  { PROGRAM(LOAD(ARG(0)), ST(BPF_ST, 0), LOAD(ARG(1)), ST(BPF_ST, 1),
		    ST(BPF_LD | BPF_MEM, 1), RET_A) } },
	{ "the tail of the number next to it",
	  { PROGRAM(LOAD(NR_AT), JEQ(41, 0, 2), LOAD(ARG(0)), RET_A,
		    RET(ALLOW)) },
	  { PROGRAM(LOAD(NR_AT), JEQ(42, 0, 2), LOAD(ARG(0)), RET_A,
		    RET(ALLOW)) } },
	{ "the arch is not compared",
	  { PROGRAM(LOAD(ARCH_AT), JEQ(AUDIT_ARCH_X86_64, 0, 3), LOAD(NR_AT),
		    JEQ(41, 0, 1), RET(ALLOW), RET(ERRNO(1))) },
	  { PROGRAM(LOAD(NR_AT), JEQ(41, 0, 1), RET(ALLOW), RET(ERRNO(1))) } },
	{ "an x32 number taken for a native one",
	  { PROGRAM(LOAD(NR_AT), JEQ(41, 0, 1), RET(ALLOW), RET(ERRNO(1))) },
	  { PROGRAM(LOAD(NR_AT), ALU(BPF_AND | BPF_K, ~0x40000000U),
		    JEQ(41, 0, 1), RET(ALLOW), RET(ERRNO(1))) } },
	{ "other data of the same action",
	  { PROGRAM(LOAD(8), JEQ(0, 0, 1), RET(ERRNO(1)), RET(ALLOW)) },
	  { PROGRAM(LOAD(8), JEQ(0, 0, 1), RET(ERRNO(2)), RET(ALLOW)) } },
	{ "a sum that does not wrap around",
	  { PROGRAM(LOAD(ARG(3)), ALU(BPF_ADD | BPF_K, 1),
		    J(BPF_JGE | BPF_K, 10, 0, 1), RET(ERRNO(1)), RET(ALLOW)) },
	  { PROGRAM(LOAD(ARG(3)), J(BPF_JGE | BPF_K, 9, 0, 1), RET(ERRNO(1)),
		    RET(ALLOW)) } },
	{ "one input of 2^64, by multiplication",
	  { PROGRAM(LOAD(ARG(0)), ALU(BPF_MUL | BPF_K, 0x9e3779b1),
		    ALU(BPF_XOR | BPF_K, 0x12345678), JEQ(0, 0, 3),
		    LOAD(HIGH(4)), JEQ(0xabcdef01, 0, 1), RET(ALLOW),
		    RET(ERRNO(1))) },
	  { PROGRAM(RET(ERRNO(1))) } },
};

/* Has it been found, and is it really one? Both ways of asking have to. */
static bool found(bool claim, const struct refutation *r)
{
	plant_count.planted++;
	plant_count.found += !claim && r->found && r->confirmed;
	return !claim && r->found && r->confirmed;
}

static void plant_programs(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(programs); i++) {
		const struct program filter = {
			programs[i].filter.insns, programs[i].filter.len,
		}, made = { programs[i].made.insns, programs[i].made.len };
		struct refutation r, whole;
		bool by_parts, as_a_whole;

		by_parts = found(claim_program(BY_PARTS, &filter, &made, &r), &r);
		as_a_whole = found(claim_program(AS_A_WHOLE, &filter, &made,
						 &whole), &whole);
		ok(by_parts && as_a_whole, "planted: %s: found",
		   programs[i].what);
		refutation_print(&whole);
	}
}

/* --- In answers --- */

/*
 * Number 1 is denied by both filters, 2 is allowed by both, 3 is killed by both
 * in another way, 4 depends on an argument in the older and 5 in both.
 */
static const struct filter chain[] = {
	{ "older", { (const struct sock_filter[]){
		LOAD(NR_AT), JEQ(1, 5, 0), JEQ(3, 5, 0), JEQ(4, 5, 0),
		JEQ(5, 6, 0), RET(ALLOW), RET(ALLOW), RET(ERRNO(1)),
		RET(SECCOMP_RET_KILL_THREAD), LOAD(ARG(0)), RET_A,
		LOAD(ARG(1)), RET_A }, 13 } },
	{ "newer", { (const struct sock_filter[]){
		LOAD(NR_AT), JEQ(1, 3, 0), JEQ(3, 3, 0), JEQ(5, 3, 0),
		RET(ALLOW), RET(ERRNO(2)), RET(SECCOMP_RET_KILL_PROCESS),
		LOAD(ARG(2)), RET_A }, 9 } },
};

/* The answer to native number @nr, to be spoilt. */
static struct seccomp_answer *spoil(struct attached *newest, u32 nr)
{
	struct seccomp_answers *all = newest->cache.link.answers;

	return &all->answer[all->of[nr]];
}

static void older_wins_tie(struct attached *newest)
{
	spoil(newest, 1)->ret = ERRNO(1);
	spoil(newest, 1)->match = &newest->prev->cache.link;
}

static void wrong_match(struct attached *newest)
{
	spoil(newest, 1)->match = &newest->prev->cache.link;
}

static void bit_set(struct attached *newest)
{
	newest->cache.native[0] |= 1 << 1;
}

static void unsigned_order(struct attached *newest)
{
	spoil(newest, 3)->ret = SECCOMP_RET_KILL_THREAD;
	spoil(newest, 3)->match = &newest->prev->cache.link;
}

static void constant_verdict(struct attached *newest)
{
	spoil(newest, 4)->to_run = SECCOMP_RUN_NONE;
	spoil(newest, 4)->run = NULL;
}

static void left_out(struct attached *newest)
{
	spoil(newest, 5)->run = &newest->prev->cache.link;
	spoil(newest, 5)->to_run = SECCOMP_RUN_ONE;
}

static void false_twin(struct attached *newest)
{
	newest->cache.link.twin = &newest->prev->cache.link;
}

static void next_number(struct attached *newest)
{
	struct seccomp_answers *all = newest->cache.link.answers;

	all->of[3] = all->of[2];
}

static const struct {
	const char *what;
	void (*plant)(struct attached *newest);
} answers[] = {
	{ "the older filter wins a tie", older_wins_tie },
	{ "the right answer from the wrong filter", wrong_match },
	{ "a bit for a call that is denied", bit_set },
	{ "actions compared without sign", unsigned_order },
	{ "a constant verdict although an argument counts", constant_verdict },
	{ "a filter is left out that has to be run", left_out },
	{ "a twin that is none", false_twin },
	{ "the answer of the number next to it", next_number },
};

static struct attached *attach_chain(void)
{
	struct attached *below = attach(&chain[0], NULL, NULL, 0);

	return attach(&chain[1], below, below, 0);
}

static void plant_answers(void)
{
	struct attached *newest = attach_chain();
	struct refutation r, whole;
	bool by_parts, as_a_whole;
	unsigned int i;

	ok(claim_answers(BY_PARTS, newest, &r) &&
	   claim_answers(AS_A_WHOLE, newest, &r),
	   "planted: nothing: nothing found");
	detach(newest);
	for (i = 0; i < ARRAY_SIZE(answers); i++) {
		newest = attach_chain();
		answers[i].plant(newest);
		by_parts = found(claim_answers(BY_PARTS, newest, &r), &r);
		as_a_whole = found(claim_answers(AS_A_WHOLE, newest, &whole),
				   &whole);
		ok(by_parts && as_a_whole, "planted: %s: found",
		   answers[i].what);
		refutation_print(&whole);
		detach(newest);
	}
}

void plant_known(void)
{
	plant_programs();
	plant_answers();
}

/* --- Anywhere --- */

/* One small change, of the kind that the kernel's code could get wrong. */
static void change(struct random *r, struct sock_filter *insn)
{
	static const u16 jumps[] = { BPF_JEQ, BPF_JGT, BPF_JGE, BPF_JSET };
	const u8 jt = insn->jt;

	switch (random_below(r, 8)) {
	case 0:
		insn->jt += random_once_in(r, 2) ? 1 : -1;
		break;
	case 1:
		insn->jf += random_once_in(r, 2) ? 1 : -1;
		break;
	case 2:
		insn->jt = insn->jf;
		insn->jf = jt;
		break;
	case 3:
		insn->k += random_once_in(r, 2) ? 1 : -1;
		break;
	case 4:
		insn->k ^= 1U << random_below(r, 32);
		break;
	case 5:
		insn->k += random_once_in(r, 2) ? 4 : -4;
		break;
	case 6:
		if (BPF_CLASS(insn->code) == BPF_JMP &&
		    BPF_OP(insn->code) != BPF_JA)
			insn->code = BPF_JMP | BPF_SRC(insn->code) |
				     jumps[random_below(r, ARRAY_SIZE(jumps))];
		break;
	case 7:
		insn->code ^= BPF_X ^ BPF_K;
		break;
	}
}

static bool spoilt(struct random *r, const struct program *made,
		   struct sock_filter *insns)
{
	struct sock_filter *insn = &insns[random_below(r, made->len)];

	memcpy(insns, made->insns, made->len * sizeof(*insns));
	change(r, insn);
	return memcmp(insns, made->insns, made->len * sizeof(*insns)) &&
	       !checker_objection(insns, made->len);
}

void plant_anywhere(const struct filter *f, struct random *r, unsigned int n)
{
	static struct sock_filter insns[BPF_MAXINSNS];
	struct attached *a = attach(f, NULL, NULL, 0);
	const struct program made = attached_program(a);
	const struct program changed = { insns, made.len };
	unsigned long harmless = 0, unconfirmed = 0, seen = 0;
	struct refutation example, last = { 0 };
	unsigned int i;

	for (i = 0; i < n; i++) {
		while (!spoilt(r, &made, insns))
			;
		plant_count.planted++;
		if (claim_program(BY_PARTS, &f->program, &changed, &example)) {
			harmless++;
			continue;
		}
		last = example;
		seen++;
		unconfirmed += !example.confirmed;
	}
	plant_count.found += seen - unconfirmed;
	plant_count.harmless += harmless;
	ok(!unconfirmed,
	   "planted: %s: %u changes, %lu found, %lu proved to be harmless",
	   f->name, n, seen - unconfirmed, harmless);
	if (seen)
		refutation_print(&last);
	detach(a);
}
