// SPDX-License-Identifier: GPL-2.0-only
/*
 * Everything that is said of a stack of filters against the oracle: for every
 * number of both archs, and for values on both sides of each comparison.
 */
#include "fuzz.h"
#include "oracle.h"
#include "pool.h"
#include "tests.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define BOUNDARY_NUMBERS	32
#define BOUNDARY_INPUTS		48

struct fuzz_count fuzz_count;
unsigned int fuzz_runs;

void mismatch(const char *fmt, ...)
{
	va_list ap;

	fflush(stdout);
	fputs("mismatch: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	abort();
}

unsigned int fuzz_interpret(const void *data, const void *insns)
{
	fuzz_runs++;
	return oracle_run(insns, data).ret;
}

/* The same call for all that follows. */
struct call {
	struct seccomp_data data;
	unsigned int index;		/* SECCOMP_CHAIN_NR: it has none */
	struct outcome want[STACK_DEEPEST];
};

static void complain(const struct call *call, unsigned int i, const char *what,
		     u32 got, u32 want)
{
	const struct seccomp_data *d = &call->data;

	mismatch("filter %u: %s says %08x, oracle %08x: nr %x arch %x ip %llx args %llx %llx %llx %llx %llx %llx",
		 i, what, got, want, d->nr, d->arch, d->instruction_pointer,
		 d->args[0], d->args[1], d->args[2], d->args[3], d->args[4],
		 d->args[5]);
}

/* What compares returns whether there was something to compare. */
static bool compare_verdict(const struct call *call,
			    const struct stack_filter *f, unsigned int i)
{
	const struct outcome *want = &call->want[i];
	const bool compat = call->index >= SECCOMP_ARCH_NATIVE_NR;
	u8 verdict;
	u32 ret;

	if (call->index == SECCOMP_CHAIN_NR)
		return false;
	verdict = f->verdicts.of[call->index];
	if (!verdict) {
		if (!want->reads_input && !f->incomplete[compat])
			complain(call, i, "missing verdict", 0, want->ret);
		return false;
	}
	ret = f->verdicts.ret[verdict - 1];
	fuzz_count.verdicts++;
	if (want->reads_input)
		complain(call, i, "verdict on what is read", ret, want->ret);
	/* What allows has no data */
	if (ret != want->ret &&
	    !(ret == SECCOMP_RET_ALLOW && seccomp_ret_allows(want->ret)))
		complain(call, i, "verdict", ret, want->ret);
	return true;
}

static bool compare_shortened(const struct call *call,
			      const struct stack_filter *f, unsigned int i)
{
	u32 ret;

	if (!f->shortened)
		return false;
	fuzz_count.reduced++;
	ret = oracle_run(f->shortened, &call->data).ret;
	if (ret != call->want[i].ret)
		complain(call, i, "shortened", ret, call->want[i].ret);
	return true;
}

/* A walk for this number alone. */
static bool compare_eval(const struct call *call, const struct stack_filter *f,
			 unsigned int i)
{
	const struct outcome *want = &call->want[i];
	u32 ret = 0;
	const bool constant = seccomp_eval(f->insns, f->len, call->data.nr,
					   call->data.arch, &ret);

	if (constant == want->reads_input)
		complain(call, i, constant ? "walk, constant," :
					     "walk, dependent,", ret, want->ret);
	if (constant && ret != want->ret)
		complain(call, i, "walk", ret, want->ret);
	return constant;
}

/* The rule of seccomp_run_filters(), newest first. */
static struct seccomp_result all_filters(const struct stack *s,
					 const struct call *call)
{
	struct seccomp_result result = { SECCOMP_RET_ALLOW, NULL };
	unsigned int i = s->depth;

	while (i--) {
		const u32 ret = call->want[i].ret;

		if ((s32)(ret & SECCOMP_RET_ACTION_FULL) <
		    (s32)(result.ret & SECCOMP_RET_ACTION_FULL)) {
			result.ret = ret;
			result.match = &s->filter[i].link;
		}
	}
	return result;
}

static u32 depth_of(const struct seccomp_link *link)
{
	return link ? link->depth : U32_MAX;
}

static enum seccomp_to_run to_run(unsigned int runs)
{
	return runs > 1 ? SECCOMP_RUN_SOME : runs ? SECCOMP_RUN_ONE :
						    SECCOMP_RUN_NONE;
}

static bool compare_answer(const struct stack *s, const struct call *call)
{
	const struct stack_filter *newest = &s->filter[s->depth - 1];
	const struct seccomp_result want = all_filters(s, call);
	const struct seccomp_answers *answers = newest->link.answers;
	const struct seccomp_answer *answer;
	struct seccomp_result got;

	if (!answers)
		return false;
	answer = seccomp_chain_answer(answers, call->index);
	if (answer->to_run == SECCOMP_RUN_ALL) {
		if (call->index < SECCOMP_CHAIN_NR && !newest->full)
			complain(call, s->depth - 1, "missing answer", 0,
				 want.ret);
		return false;
	}

	fuzz_count.answers++;
	fuzz_runs = 0;
	got = (struct seccomp_result){ answer->ret, answer->match };
	if (answer->to_run != SECCOMP_RUN_NONE)
		got = seccomp_chain_run(answer, call->index, &call->data);
	if (got.ret != want.ret)
		complain(call, s->depth - 1, "stack", got.ret, want.ret);
	if (got.match != want.match)
		complain(call, s->depth - 1, "match", depth_of(got.match),
			 depth_of(want.match));
	/* It says before how many there are */
	if (answer->to_run != to_run(fuzz_runs))
		complain(call, s->depth - 1, "to run", answer->to_run,
			 to_run(fuzz_runs));
	return true;
}

static void compare_call(const struct stack *s, struct call *call, bool walk)
{
	unsigned int i;

	call->index = seccomp_chain_index(call->data.nr, call->data.arch);
	for (i = 0; i < s->depth; i++) {
		const struct stack_filter *f = &s->filter[i];
		bool compared;

		call->want[i] = oracle_run(f->insns, &call->data);
		compared = compare_verdict(call, f, i);
		compared |= compare_shortened(call, f, i);
		if (walk)
			compared |= compare_eval(call, f, i);
		fuzz_count.of_filters += compared;
	}
	fuzz_count.of_stacks += compare_answer(s, call) && s->depth > 1;
}

static void pick_input(struct call *call, const struct pool *pool,
		       struct random *r)
{
	u32 *word = (u32 *)&call->data;
	unsigned int i;

	for (i = 2; i < POOL_WORDS; i++)
		word[i] = pool_pick(pool, r, i);
}

/* Every verdict there is, with some input each. */
static void compare_numbers(const struct stack *s, const struct pool *pool,
			    struct random *r)
{
	const bool walk = random_once_in(r, 8);
	unsigned int index;

	for (index = 0; index < SECCOMP_CHAIN_NR; index++) {
		const bool native = index < SECCOMP_ARCH_NATIVE_NR;
		struct call call = {
			.data.nr = native ? index :
				   index - SECCOMP_ARCH_NATIVE_NR,
			.data.arch = native ? SECCOMP_ARCH_NATIVE :
					      SECCOMP_ARCH_COMPAT,
		};

		pick_input(&call, pool, r);
		compare_call(s, &call, walk);
	}
}

/* A number that looks at its input, if one is found soon. */
static void pick_number(const struct stack *s, const struct pool *pool,
			struct random *r, struct call *call)
{
	unsigned int tries = 16, i;

	while (tries--) {
		call->data.nr = pool_pick(pool, r, 0);
		call->data.arch = random_once_in(r, 3) ?
			pool_pick(pool, r, 1) : SECCOMP_ARCH_NATIVE;
		call->index = seccomp_chain_index(call->data.nr,
						  call->data.arch);
		if (call->index == SECCOMP_CHAIN_NR && random_once_in(r, 4))
			return;
		for (i = 0; i < s->depth && call->index < SECCOMP_CHAIN_NR; i++)
			if (!s->filter[i].verdicts.of[call->index])
				return;
	}
}

static void compare_boundaries(const struct stack *s, const struct pool *pool,
			       struct random *r)
{
	struct pool own;
	unsigned int n, i;

	for (n = 0; n < BOUNDARY_NUMBERS; n++) {
		struct call call = {};

		pick_number(s, pool, r, &call);
		pool_fill(&own, s, &call.data);
		for (i = 0; i < BOUNDARY_INPUTS; i++) {
			pick_input(&call, &own, r);
			compare_call(s, &call, !i);
		}
	}
}

void compare_stack(const struct stack *s)
{
	struct random r = { .state = ~s->hash };
	struct pool pool;

	fuzz_count.inputs++;
	/* What JITs do in different ways must stay the same in each of them */
	oracle_shifts_out = random_once_in(&r, 2);
	if (!s->depth)
		return;
	pool_fill(&pool, s, NULL);
	compare_numbers(s, &pool, &r);
	compare_boundaries(s, &pool, &r);
}
