// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a chain of filters answers against running each of them, newest first,
 * as the kernel does without a cache: the same return value from the same
 * filter.
 */
#include "generate.h"
#include "oracle.h"
#include "seccomp_chain.h"
#include "tap.h"
#include "tests.h"

#include <linux/audit.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>

#define DEEPEST		12
#define LONGEST		12
#define NUMBERS		8	/* that programs like to compare with */

struct filter {
	struct sock_filter insns[LONGEST];
	struct bpf_prog prog;
	struct seccomp_link link;
	struct seccomp_verdicts verdicts;
};

static struct {
	unsigned long answers, constant, runs, skipped, ties, twins, unknown, wrong;
} count;

static unsigned long runs;

static unsigned int interpret(const void *ctx, const void *insns)
{
	runs++;
	return oracle_run(insns, ctx).ret;
}

/* Few actions, so that there are ties, and each with data of its own. */
static u32 random_ret(struct random *r)
{
	static const u32 actions[] = {
		SECCOMP_RET_ALLOW, SECCOMP_RET_ALLOW, SECCOMP_RET_ALLOW,
		SECCOMP_RET_ERRNO, SECCOMP_RET_ERRNO, SECCOMP_RET_TRACE,
		SECCOMP_RET_KILL_THREAD, SECCOMP_RET_KILL_PROCESS,
		SECCOMP_RET_LOG, SECCOMP_RET_USER_NOTIF, 0x12340000,
	};

	return actions[random_below(r, ARRAY_SIZE(actions))] |
	       random_below(r, 3);
}

/* For some numbers one verdict, for some another by argument, for the rest */
static void random_filter(struct random *r, struct filter *f)
{
	const struct sock_filter insns[] = {
		LOAD(random_once_in(r, 4) ? ARCH_AT : NR_AT),
		J(BPF_JGE | BPF_K, random_below(r, NUMBERS), 0, 1),
		RET(random_ret(r)),
		J(BPF_JEQ | BPF_K, random_below(r, NUMBERS), 0, 4),
		LOAD(16),
		J(BPF_JEQ | BPF_K, random_below(r, 2), 0, 1),
		RET(random_ret(r)),
		RET(random_ret(r)),
		random_once_in(r, 16) ? (struct sock_filter)LOAD(20) :
					(struct sock_filter)IMM(0),
		RET(random_ret(r)),
	};
	unsigned int i;

	memcpy(f->insns, insns, sizeof(insns));
	f->prog.insnsi = f->insns;
	f->prog.bpf_func = interpret;

	memset(&f->verdicts, 0, sizeof(f->verdicts));
	for (i = 0; i < SECCOMP_CHAIN_NR; i++) {
		const bool native = i < SECCOMP_ARCH_NATIVE_NR;
		u32 ret;
		unsigned int v;

		if (!seccomp_eval(f->insns, ARRAY_SIZE(insns),
				  native ? i : i - SECCOMP_ARCH_NATIVE_NR,
				  native ? SECCOMP_ARCH_NATIVE :
					   SECCOMP_ARCH_COMPAT, &ret))
			continue;
		for (v = 0; v < f->verdicts.nr; v++)
			if (f->verdicts.ret[v] == ret)
				break;
		if (v == f->verdicts.nr)
			f->verdicts.ret[f->verdicts.nr++] = ret;
		f->verdicts.of[i] = v + 1;
	}
}

/* The same program as that of an older filter. */
static void repeat_filter(struct filter *f, const struct filter *old)
{
	memcpy(f->insns, old->insns, sizeof(f->insns));
	f->prog = old->prog;
	f->prog.insnsi = f->insns;
	f->verdicts = old->verdicts;
}

static const struct seccomp_link *find_twin(const struct seccomp_link *link)
{
	const struct seccomp_link *twin = link->prev;

	while (twin && memcmp(twin->prog->insnsi, link->prog->insnsi,
			      LONGEST * sizeof(struct sock_filter)))
		twin = twin->prev;
	return twin;
}

/* The rule of seccomp_run_filters(). */
static u32 run_all(const struct seccomp_link *newest,
		   const struct seccomp_data *data,
		   const struct seccomp_link **match)
{
	const struct seccomp_link *link;
	u32 ret = SECCOMP_RET_ALLOW;

	*match = NULL;
	for (link = newest; link; link = link->prev) {
		u32 cur = interpret(data, link->prog->insnsi);

		count.ties += *match && (cur & SECCOMP_RET_ACTION_FULL) ==
			      (ret & SECCOMP_RET_ACTION_FULL);
		if ((s32)(cur & SECCOMP_RET_ACTION_FULL) <
		    (s32)(ret & SECCOMP_RET_ACTION_FULL)) {
			ret = cur;
			*match = link;
		}
	}
	return ret;
}

/* An argument whose halves are the same, so that it does not matter which is first. */
static u64 both_halves(u32 half)
{
	return (u64)half << 32 | half;
}

static void judge(struct random *r, const struct seccomp_link *newest)
{
	struct seccomp_data data = {
		.nr = random_below(r, NUMBERS + 1),
		.arch = random_once_in(r, 3) ? SECCOMP_ARCH_COMPAT :
					       SECCOMP_ARCH_NATIVE,
		.args = { both_halves(random_below(r, 3)) },
	};
	const unsigned int index = seccomp_chain_index(data.nr, data.arch);
	const struct seccomp_answer *answer =
		seccomp_chain_answer(newest->answers, index);
	struct seccomp_result got = { answer->ret, answer->match };
	const struct seccomp_link *want_match;
	unsigned long all;
	u32 want;

	count.answers++;
	if (answer->to_run == SECCOMP_RUN_ALL) {
		count.unknown++;
		return;
	}

	runs = 0;
	want = run_all(newest, &data, &want_match);
	all = runs;
	runs = 0;
	if (answer->to_run != SECCOMP_RUN_NONE)
		got = seccomp_chain_run(answer, index, &data);
	count.constant += !runs;
	count.runs += runs;
	count.skipped += all - runs;
	if ((got.ret != want || got.match != want_match) && !count.wrong++)
		note("nr %d arch %x: %x of filter %d, all say %x of %d",
		     data.nr, data.arch, got.ret,
		     got.match ? (int)got.match->depth : -1, want,
		     want_match ? (int)want_match->depth : -1);
	/* It says before how many there are */
	count.wrong += answer->to_run != (runs > 1 ? SECCOMP_RUN_SOME :
					  runs ? SECCOMP_RUN_ONE :
						 SECCOMP_RUN_NONE);
}

static struct seccomp_answers *compose(struct filter *f,
				       const struct seccomp_link *prev,
				       unsigned int max)
{
	const size_t size = sizeof(struct seccomp_answers) +
			    max * sizeof(struct seccomp_answer);
	struct seccomp_answers *answers = malloc(size);

	/* Nothing may hang on what was there before. */
	memset(answers, 0xa5, size);
	answers->max = max;
	f->link = (struct seccomp_link){
		.prev = prev,
		.prog = &f->prog,
		.depth = prev ? prev->depth + 1 : 0,
		.answers = answers,
	};
	f->link.twin = find_twin(&f->link);
	count.twins += f->link.twin != NULL;
	if (!seccomp_chain_compose(answers, &f->verdicts, &f->link, prev)) {
		free(answers);
		f->link.answers = NULL;
	}
	return f->link.answers;
}

static void test_chains(struct random *r, unsigned long rounds,
			unsigned int max, const char *what)
{
	static struct filter filters[DEEPEST];

	memset(&count, 0, sizeof(count));
	while (rounds--) {
		unsigned int depth = 1 + random_below(r, DEEPEST), i, n;

		for (i = 0; i < depth; i++) {
			if (i && random_once_in(r, 4))
				repeat_filter(&filters[i], &filters[i - 1 -
						random_below(r, i > 2 ? 2 : i)]);
			else
				random_filter(r, &filters[i]);
			compose(&filters[i], i ? &filters[i - 1].link : NULL,
				max);
		}
		for (n = 0; n < 20; n++)
			judge(r, &filters[depth - 1].link);
		for (i = 0; i < depth; i++)
			free(filters[i].link.answers);
	}
	ok(!count.wrong && count.constant > count.answers / 20 &&
	   count.runs && count.skipped > count.runs && count.ties &&
	   count.twins,
	   "chain: %s: %lu answers, %lu constant, %lu left to all filters; %lu filters run, %lu not, %lu ties, %lu twins",
	   what, count.answers, count.constant, count.unknown, count.runs,
	   count.skipped, count.ties, count.twins);
	ok(max < SECCOMP_CHAIN_ANSWERS ? count.unknown : !count.unknown,
	   "chain: %s: room for %u answers", what, max);
}

/* A filter that looks at an argument is run once, however often it is there. */
static void test_twins(void)
{
	static const struct sock_filter insns[LONGEST] = {
		LOAD(16), { BPF_RET | BPF_A, 0, 0, 0 },
	};
	static struct filter filters[DEEPEST];
	const u32 ret = SECCOMP_RET_ERRNO | 1;
	const struct seccomp_data data = {
		.nr = 1, .arch = SECCOMP_ARCH_NATIVE,
		.args = { both_halves(ret) },
	};
	const struct seccomp_answer *answer;
	struct seccomp_result got;
	unsigned int i;

	for (i = 0; i < DEEPEST; i++) {
		memcpy(filters[i].insns, insns, sizeof(insns));
		filters[i].prog.insnsi = filters[i].insns;
		filters[i].prog.bpf_func = interpret;
		compose(&filters[i], i ? &filters[i - 1].link : NULL,
			SECCOMP_CHAIN_ANSWERS);
	}
	runs = 0;
	answer = seccomp_chain_answer(filters[DEEPEST - 1].link.answers, 1);
	got = seccomp_chain_run(answer, 1, &data);
	ok(runs == 1 && answer->to_run == SECCOMP_RUN_ONE &&
	   got.ret == ret &&
	   got.match == &filters[DEEPEST - 1].link,
	   "chain: of %d equal filters only the newest is run", DEEPEST);
	for (i = 0; i < DEEPEST; i++)
		free(filters[i].link.answers);
}

/* Above a filter of which nothing is known, nothing is. */
static void test_unknown(struct random *r)
{
	static struct filter old, new;

	random_filter(r, &old);
	random_filter(r, &new);
	old.link = (struct seccomp_link){ .prog = &old.prog };
	ok(!compose(&new, &old.link, SECCOMP_CHAIN_ANSWERS),
	   "chain: nothing is known above an unknown filter");
}

/* Nor of a single number, where that filter ran out of room. */
static void test_left(void)
{
	static struct filter old, new;
	const struct seccomp_answers *answers;
	bool good;

	old.verdicts = (struct seccomp_verdicts){
		.nr = 2, .ret = { SECCOMP_RET_ERRNO | 1, SECCOMP_RET_ERRNO | 2 },
	};
	memset(old.verdicts.of, 1, sizeof(old.verdicts.of));
	old.verdicts.of[7] = 2;
	old.prog.insnsi = old.insns;
	new.prog.insnsi = new.insns;
	new.insns[0].k = 1;
	compose(&old, NULL, 2);
	answers = compose(&new, &old.link, SECCOMP_CHAIN_ANSWERS);
	good = seccomp_chain_answer(answers, 6)->to_run == SECCOMP_RUN_ONE &&
	       seccomp_chain_answer(answers, 7)->to_run == SECCOMP_RUN_ALL;
	free(old.link.answers);
	free(new.link.answers);
	ok(good, "chain: what is not known of a number stays so");
}

static void test_index(void)
{
	const u32 native = SECCOMP_ARCH_NATIVE, compat = SECCOMP_ARCH_COMPAT;

	ok(seccomp_chain_index(0, native) == 0 &&
	   seccomp_chain_index(SECCOMP_ARCH_NATIVE_NR - 1, native) ==
			SECCOMP_ARCH_NATIVE_NR - 1 &&
	   seccomp_chain_index(0, compat) == SECCOMP_ARCH_NATIVE_NR &&
	   seccomp_chain_index(SECCOMP_ARCH_COMPAT_NR - 1, compat) ==
			SECCOMP_CHAIN_NR - 1,
	   "chain: each number of each arch has its index");
	ok(seccomp_chain_index(SECCOMP_ARCH_NATIVE_NR, native) ==
			SECCOMP_CHAIN_NR &&
	   seccomp_chain_index(SECCOMP_ARCH_COMPAT_NR, compat) ==
			SECCOMP_CHAIN_NR &&
	   seccomp_chain_index(-1, native) == SECCOMP_CHAIN_NR &&
	   seccomp_chain_index(0x40000000, native) == SECCOMP_CHAIN_NR &&
	   seccomp_chain_index(0, 0) == SECCOMP_CHAIN_NR,
	   "chain: negative, x32 and other numbers and archs have none");
}

void test_chain(u64 seed, unsigned long rounds)
{
	struct random r = { .state = seed };

	test_index();
	test_chains(&r, rounds, SECCOMP_CHAIN_ANSWERS, "random chains");
	test_chains(&r, rounds / 10, 4, "random chains with little memory");
	test_twins();
	test_unknown(&r);
	test_left();
}
