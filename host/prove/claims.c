// SPDX-License-Identifier: GPL-2.0-only
#include "claims.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oracle.h"
#include "random.h"
#include "seccomp_uprobe.h"

struct tally tally;

/* --- Asking --- */

static void start(enum how how)
{
	term_reset(how == BY_PARTS);
	solver_reset();
}

/* Settle @claim. Returns false if it is refuted; then @data is an example. */
static bool holds(term given, term claim, bool constant,
		  struct seccomp_data *data)
{
	if (term_node(claim)->op == TERM_TRUE) {
		if (constant)
			tally.constant++;
		else
			tally.same++;
		return true;
	}
	switch (solver_holds(given, claim, data)) {
	case PROVED:
		tally.solved++;
		return true;
	case REFUTED:
		tally.wrong++;
		return false;
	default:
		tally.undecided++;
		return true;
	}
}

static term both(term a, term b)
{
	return term_make(TERM_BOTH, a, b);
}

static term either(term a, term b)
{
	return term_make(TERM_EITHER, a, b);
}

static term equal(term a, term b)
{
	return term_make(TERM_EQ, a, b);
}

/* --- Numbers and archs --- */

static u32 arch_of(unsigned int index)
{
	return index < SECCOMP_ARCH_NATIVE_NR ? SECCOMP_ARCH_NATIVE :
						SECCOMP_ARCH_COMPAT;
}

static u32 nr_of(unsigned int index)
{
	return index < SECCOMP_ARCH_NATIVE_NR ? index :
						index - SECCOMP_ARCH_NATIVE_NR;
}

static term call_is(const term *words, u32 arch, u32 first, u32 last)
{
	return both(equal(words[WORD_ARCH], term_const(arch)),
		    both(term_make(TERM_GE, words[WORD_NR], term_const(first)),
			 term_make(TERM_GE, term_const(last),
				   words[WORD_NR])));
}

static term call_has_index(const term *words)
{
	return either(call_is(words, SECCOMP_ARCH_NATIVE, 0,
			      SECCOMP_ARCH_NATIVE_NR - 1),
		      call_is(words, SECCOMP_ARCH_COMPAT, 0,
			      SECCOMP_ARCH_COMPAT_NR - 1));
}

/* --- Programs --- */

static void confirm_program(const struct program *filter,
			    const struct program *made, struct refutation *r)
{
	r->found = true;
	r->want = oracle_run(filter->insns, &r->data).ret;
	r->got = oracle_run(made->insns, &r->data).ret;
	r->want_match = r->got_match = 0;
	r->confirmed = r->want != r->got;
}

/* Does the encoder's term say what the oracle finds, for some inputs at least? */
static void check_term(const struct program *p, term t, u32 nr, u32 arch)
{
	static struct random random = { .state = 1 };
	struct seccomp_data data = { .nr = nr, .arch = arch };
	u32 *half = (u32 *)&data.instruction_pointer;

	while (half < (u32 *)(&data + 1))
		*half++ = random_once_in(&random, 3) ? random_u32(&random) :
			  p->insns[random_below(&random, p->len)].k +
			  random_below(&random, 3) - 1;
	tally.checked++;
	tally.disagree += term_value(t, &data) != oracle_run(p->insns, &data).ret;
}

static bool claim_call(const struct program *filter, const struct program *made,
		       u32 nr, u32 arch, struct seccomp_data *data)
{
	term words[WORDS], want, got;

	encode_syscall(words, nr, arch);
	want = encode(filter, words);
	got = encode(made, words);
	check_term(filter, want, nr, arch);
	check_term(made, got, nr, arch);
	if (holds(term_true(), equal(want, got), term_is_const(want), data))
		return true;
	data->nr = nr;
	data->arch = arch;
	return false;
}

/*
 * For calls that nothing is known of. If the program made is the filter with
 * something in front of it, first that all of them come to the filter, then that
 * it starts as always. The claim is the same without this, but longer.
 */
static bool claim_other_calls(const struct program *filter,
			      const struct program *made,
			      struct seccomp_data *data)
{
	term words[WORDS], given;
	struct machine m = encode_start();
	unsigned int front = 0;

	encode_free_input(words);
	given = term_not(call_has_index(words));
	if (made->len > filter->len + 1) {
		front = made->len - filter->len - 1;
		m = encode_until(made, words, front);
		if (!m.reached ||
		    solver_holds(given, m.when, data) != PROVED) {
			m = encode_start();
			front = 0;
		} else {
			tally.solved++;
			m.when = term_true();
		}
	}
	return holds(given, equal(encode(filter, words),
				  encode_from(made, words, &m, front)),
		     false, data);
}

static bool program_by_parts(const struct program *filter,
			     const struct program *made,
			     struct seccomp_data *data)
{
	unsigned int i;

	for (i = 0; i < SECCOMP_CHAIN_NR; i++)
		if (!claim_call(filter, made, nr_of(i), arch_of(i), data))
			return false;
	return claim_other_calls(filter, made, data);
}

static bool program_as_a_whole(const struct program *filter,
			       const struct program *made,
			       struct seccomp_data *data)
{
	term words[WORDS];

	encode_free_input(words);
	return holds(term_true(), equal(encode(filter, words),
					encode(made, words)), false, data);
}

bool claim_program(enum how how, const struct program *filter,
		   const struct program *made, struct refutation *r)
{
	memset(r, 0, sizeof(*r));
	start(how);
	if (how == BY_PARTS ? program_by_parts(filter, made, &r->data) :
			      program_as_a_whole(filter, made, &r->data))
		return true;
	confirm_program(filter, made, r);
	return false;
}

/* --- Answers --- */

/* A return value, and the filter that it is from: one more than its depth. */
struct result {
	term ret;
	term match;
};

static term action(term ret)
{
	return term_make(TERM_AND, ret, term_const(SECCOMP_RET_ACTION_FULL));
}

/* Is a as a signed number less than b? */
static term lower(term a, term b)
{
	return term_make(TERM_GT,
			 term_make(TERM_XOR, b, term_const(1U << 31)),
			 term_make(TERM_XOR, a, term_const(1U << 31)));
}

static struct result take_if(term when, term ret, term match, struct result old)
{
	return (struct result){ term_ite(when, ret, old.ret),
				term_ite(when, match, old.match) };
}

static unsigned int name_of(const struct seccomp_link *link)
{
	return link ? link->depth + 1 : 0;
}

/* The rule of seccomp_run_filters(): newest first, the lowest, the first of these. */
static struct result run_all(const struct attached *newest, const term *words)
{
	struct result r = { term_const(SECCOMP_RET_ALLOW), term_const(0) };
	const struct attached *a;

	for (a = newest; a; a = a->prev) {
		const term ret = encode(&a->filter->program, words);

		r = take_if(lower(action(ret), action(r.ret)), ret,
			    term_const(name_of(&a->cache.link)), r);
	}
	return r;
}

/* The rule of seccomp_chain_run_one() */
static struct result run_one(struct result r, const struct seccomp_link *link,
			     const term *words)
{
	const struct program program = attached_program(attached_of(link));
	const term ret = encode(&program, words);
	const term match = term_const(name_of(link));
	term keep_tie, keep;

	keep_tie = either(equal(r.match, term_const(0)),
			  term_make(TERM_GT, r.match, match));
	keep = either(lower(action(r.ret), action(ret)),
		      both(equal(action(ret), action(r.ret)), keep_tie));
	return take_if(term_not(keep), ret, match, r);
}

/* What the kernel does with what it knows of a call. */
static struct result run_known(const struct seccomp_answer *answer,
			       unsigned int index, const term *words)
{
	struct result r = { term_const(answer->ret),
			    term_const(name_of(answer->match)) };
	const struct seccomp_link *link = answer->run;

	if (answer->to_run == SECCOMP_RUN_NONE)
		return r;
	if (answer->to_run == SECCOMP_RUN_ONE)
		return run_one(r, link, words);
	for (; link; link = seccomp_chain_next(link, index))
		r = run_one(r, link, words);
	return r;
}

static struct result run_made(const struct attached *newest, const term *words)
{
	struct result r = { term_const(SECCOMP_RET_ALLOW), term_const(0) };
	const struct attached *a;

	for (a = newest; a; a = a->prev) {
		const struct program program = attached_program(a);
		const term ret = encode(&program, words);

		r = take_if(lower(action(ret), action(r.ret)), ret,
			    term_const(name_of(&a->cache.link)), r);
	}
	return r;
}

/* Without answers, as if all had to be run for each call. */
static const struct seccomp_answer *answer_of(const struct attached *newest,
					      unsigned int index)
{
	static const struct seccomp_answer unknown = {
		.to_run = SECCOMP_RUN_ALL,
	};

	return newest->cache.link.answers ?
	       seccomp_chain_answer(newest->cache.link.answers, index) :
	       &unknown;
}

static struct result answer(const struct attached *newest, unsigned int index,
			    const term *words)
{
	const struct seccomp_answer *known = answer_of(newest, index);

	return known->to_run == SECCOMP_RUN_ALL ?
	       run_made(newest, words) : run_known(known, index, words);
}

static bool has_bit(const struct attached *newest, unsigned int index)
{
	return seccomp_cache_allows(&newest->cache, nr_of(index),
				    arch_of(index));
}

/* A bit must not say more than the answer does. */
static term right(struct result want, struct result got, bool bit)
{
	term claim = both(equal(want.ret, got.ret),
			  equal(want.match, got.match));

	if (bit)
		claim = both(claim, equal(want.ret,
					  term_const(SECCOMP_RET_ALLOW)));
	return claim;
}

/* --- Running them, to confirm a refutation --- */

struct concrete {
	u32 ret;
	int match;
};

static struct concrete really_run_all(const struct attached *newest,
				      const struct seccomp_data *data)
{
	struct concrete out = { SECCOMP_RET_ALLOW, -1 };
	const struct attached *a;

	for (a = newest; a; a = a->prev) {
		const u32 ret = oracle_run(a->filter->program.insns, data).ret;

		if ((s32)(ret & SECCOMP_RET_ACTION_FULL) <
		    (s32)(out.ret & SECCOMP_RET_ACTION_FULL))
			out = (struct concrete){ ret, a->cache.link.depth };
	}
	return out;
}

/* By the kernel's own code, with the oracle as its processor. */
static struct concrete really_answer(const struct attached *newest,
				     unsigned int index,
				     const struct seccomp_data *data)
{
	const struct seccomp_answer *known = answer_of(newest, index);
	struct seccomp_result r = { known->ret, known->match };

	if (known->to_run == SECCOMP_RUN_ALL)
		return really_run_all(newest, data);
	if (known->to_run != SECCOMP_RUN_NONE)
		r = seccomp_chain_run(known, index, data);
	return (struct concrete){ r.ret, name_of(r.match) - 1 };
}

static void confirm_answer(const struct attached *newest, unsigned int index,
			   struct refutation *r)
{
	struct concrete want, got;

	r->data.nr = nr_of(index);
	r->data.arch = arch_of(index);
	want = really_run_all(newest, &r->data);
	got = really_answer(newest, index, &r->data);
	if (has_bit(newest, index))
		got = (struct concrete){ SECCOMP_RET_ALLOW, -1 };
	r->found = true;
	r->want = want.ret;
	r->want_match = want.match;
	r->got = got.ret;
	r->got_match = got.match;
	r->confirmed = want.ret != got.ret || want.match != got.match;
}

/* The encoded rule of run_one() against the kernel's, for some inputs at least */
static void check_answer(const struct attached *newest, unsigned int index,
			 struct result got)
{
	static struct random random = { .state = 2 };
	const struct program *p = &newest->filter->program;
	struct seccomp_data data = { .nr = nr_of(index),
				     .arch = arch_of(index) };
	u32 *half = (u32 *)&data.instruction_pointer;
	struct concrete really;

	while (half < (u32 *)(&data + 1))
		*half++ = random_once_in(&random, 3) ? random_u32(&random) :
			  p->insns[random_below(&random, p->len)].k +
			  random_below(&random, 3) - 1;
	really = really_answer(newest, index, &data);
	tally.checked++;
	tally.disagree += term_value(got.ret, &data) != really.ret ||
			  term_value(got.match, &data) !=
			  (u32)really.match + 1;
}

/* No filter is asked about what the kernel plants itself. */
static bool by_policy(unsigned int index)
{
	return seccomp_uprobe_exception(nr_of(index), arch_of(index));
}

static bool answers_by_parts(const struct attached *newest,
			     struct refutation *r)
{
	struct result want, got;
	term words[WORDS];
	unsigned int i;

	for (i = 0; i < SECCOMP_CHAIN_NR; i++) {
		if (by_policy(i)) {
			tally.policy++;
			continue;
		}
		encode_syscall(words, nr_of(i), arch_of(i));
		want = run_all(newest, words);
		got = answer(newest, i, words);
		if (!term_is_const(got.ret))
			check_answer(newest, i, got);
		if (holds(term_true(), right(want, got, has_bit(newest, i)),
			  term_is_const(want.ret), &r->data))
			continue;
		confirm_answer(newest, i, r);
		return false;
	}
	return true;
}

/* Do the same filters answer both calls, and is as much known of them? */
static bool alike(const struct attached *newest, unsigned int a, unsigned int b)
{
	const struct seccomp_answer *known = answer_of(newest, a);
	const struct seccomp_link *x = known->run, *y = x;

	if (known != answer_of(newest, b) || has_bit(newest, a) != has_bit(newest, b))
		return false;
	if (known->to_run != SECCOMP_RUN_SOME)
		return true;
	while (x && x == y) {
		x = seccomp_chain_next(x, a);
		y = seccomp_chain_next(y, b);
	}
	return x == y;
}

/* The calls that are like that of @index; takes them out of @open. */
static term calls_like(const struct attached *newest, unsigned int index,
		       const term *words, bool *open)
{
	term set = term_false();
	unsigned int i, first;

	for (i = index; i < SECCOMP_CHAIN_NR; i++) {
		if (!open[i] || !alike(newest, index, i))
			continue;
		first = i;
		do {
			open[i] = false;
			i++;
		} while (i < SECCOMP_CHAIN_NR &&
			 i != SECCOMP_ARCH_NATIVE_NR && open[i] &&
			 alike(newest, index, i));
		i--;
		set = either(set, call_is(words, arch_of(first), nr_of(first),
					  nr_of(i)));
	}
	return set;
}

static bool answers_as_a_whole(const struct attached *newest,
			       struct refutation *r)
{
	bool open[SECCOMP_CHAIN_NR];
	term words[WORDS], given;
	struct result want;
	unsigned int i;

	encode_free_input(words);
	want = run_all(newest, words);
	for (i = 0; i < SECCOMP_CHAIN_NR; i++)
		open[i] = !by_policy(i);
	for (i = 0; i < SECCOMP_CHAIN_NR; i++) {
		if (by_policy(i))
			tally.policy++;
		if (!open[i])
			continue;
		given = calls_like(newest, i, words, open);
		if (holds(given, right(want, answer(newest, i, words),
				       has_bit(newest, i)), false, &r->data))
			continue;
		confirm_answer(newest,
			       seccomp_chain_index(r->data.nr, r->data.arch),
			       r);
		return false;
	}
	return true;
}

bool claim_answers(enum how how, const struct attached *newest,
		   struct refutation *r)
{
	memset(r, 0, sizeof(*r));
	start(how);
	return how == BY_PARTS ? answers_by_parts(newest, r) :
				 answers_as_a_whole(newest, r);
}

void refutation_print(const struct refutation *r)
{
	const struct seccomp_data *d = &r->data;
	unsigned int i;

	printf("# { .nr = %d, .arch = 0x%08x, .instruction_pointer = 0x%llx,\n#   .args = {",
	       d->nr, d->arch, (unsigned long long)d->instruction_pointer);
	for (i = 0; i < 6; i++)
		printf(" 0x%llx%s", (unsigned long long)d->args[i],
		       i < 5 ? "," : " } }\n");
	printf("# the filters return 0x%08x (of filter %d), the kernel would answer 0x%08x (of filter %d): %s\n",
	       r->want, r->want_match, r->got, r->got_match,
	       r->confirmed ? "the oracle confirms it" :
			      "the oracle does not see this");
}
