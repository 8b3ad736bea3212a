// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the kernel does with a filter when it is attached (seccomp_cache.c): find
 * its constant verdicts, shorten it, put it on top of its chain.
 *
 * Filters that the checker refuses go through all of it, too, but are left out
 * of the stack: there only memory and time matter. Each piece of memory is as
 * large as the kernel makes it and full of rubbish before, for the sanitizers.
 */
#include "checker.h"
#include "fuzz.h"
#include "random.h"
#include "seccomp_reduce.h"
#include "stack.h"

#include <linux/array_size.h>
#include <linux/audit.h>
#include <stdlib.h>
#include <string.h>

static void *rubbish(size_t size)
{
	void *p = malloc(size);

	if (!p)
		abort();
	return memset(p, 0xa5, size);
}

static void *copy_of(const void *from, size_t size)
{
	void *p = rubbish(size ? size : 1);

	if (size)
		memcpy(p, from, size);
	return p;
}

static void decide(struct stack_filter *f, struct random *r, unsigned int arch)
{
	const unsigned int at = arch ? SECCOMP_ARCH_NATIVE_NR : 0;
	const unsigned int numbers = arch ? SECCOMP_ARCH_COMPAT_NR :
					    SECCOMP_ARCH_NATIVE_NR;
	struct seccomp_flow *flow = rubbish(sizeof(*flow));
	const unsigned int steps = 1 + random_below(r, 100);
	u8 decided[SECCOMP_FLOW_NR] = {};
	unsigned int v, i, pc = 0;

	seccomp_flow_start(flow, f->insns, f->len,
			   arch ? SECCOMP_ARCH_COMPAT : SECCOMP_ARCH_NATIVE, 0,
			   numbers);
	while (!seccomp_flow_run(flow, steps)) {
		if (flow->pool[flow->head].pc < pc)
			mismatch("flow: goes back from %u", pc);
		pc = flow->pool[flow->head].pc;
	}
	for (v = 0; v < flow->nr_verdicts; v++)
		for_each_set_bit(i, flow->verdicts[v].set, SECCOMP_FLOW_NR)
			if (i >= numbers || decided[i]++)
				mismatch("flow: number %u is not to be decided, or twice",
					 i);
	seccomp_chain_take(&f->verdicts, at, flow);
	/* There may be more than there is room for, or than there were steps for */
	f->incomplete[arch] = !flow->steps ||
			      flow->nr_verdicts == SECCOMP_FLOW_VERDICTS ||
			      f->verdicts.nr == ARRAY_SIZE(f->verdicts.ret);
	free(flow);
}

/* Numbers from elsewhere: the kernel does not ask, but the pass is for any. */
static void decide_window(struct stack_filter *f, struct random *r)
{
	static const u32 edges[] = { 1, 0x3fffff80, 0x40000000, 0xfffffe00 };
	struct seccomp_flow *flow = rubbish(sizeof(*flow));
	const u32 first = edges[random_below(r, ARRAY_SIZE(edges))];
	const u32 arch = random_once_in(r, 2) ? AUDIT_ARCH_AARCH64 :
						SECCOMP_ARCH_NATIVE;
	const unsigned int numbers = random_once_in(r, 4) ?
		random_below(r, 2) * 600 : random_below(r, SECCOMP_FLOW_NR + 1);
	/* No filter is longer: what is behind that is not looked at */
	const unsigned int len = f->len < BPF_MAXINSNS ? f->len : BPF_MAXINSNS;
	unsigned int i, v;

	seccomp_flow_start(flow, f->insns, f->len, arch, first, numbers);
	while (!seccomp_flow_run(flow, 64))
		;
	for (i = 0; i < SECCOMP_FLOW_NR; i++) {
		bool want, got = false;
		u32 ret;

		want = i < numbers &&
		       seccomp_eval(f->insns, len, first + i, arch, &ret);
		for (v = 0; v < flow->nr_verdicts && !got; v++)
			got = test_bit(i, flow->verdicts[v].set);
		if (got && (!want || flow->verdicts[v - 1].ret != ret))
			mismatch("flow: wrong verdict for number %x",
				 first + i);
		if (want && !got && flow->steps &&
		    flow->nr_verdicts < SECCOMP_FLOW_VERDICTS)
			mismatch("flow: no verdict for number %x", first + i);
	}
	free(flow);
}

/* Some numbers may be left out: then others come in that have no room else. */
static void shorten(struct stack_filter *f, struct random *r)
{
	const size_t size = sizeof(struct seccomp_reduce) +
			    f->len * sizeof(struct seccomp_reduce_step);
	const u32 leave_out = random_once_in(r, 4) ? 2 : 0;
	struct seccomp_reduce *reduce = rubbish(size);
	unsigned int index, len;
	const char *objection;

	seccomp_reduce_start(reduce, f->insns, f->len);
	if (seccomp_reduce_add(reduce, 1 << 16, SECCOMP_ARCH_NATIVE))
		mismatch("reduce: takes numbers above 16 bits");
	for (index = 0; index < SECCOMP_CHAIN_NR; index++) {
		const bool native = index < SECCOMP_ARCH_NATIVE_NR;

		if (f->verdicts.of[index] ||
		    (leave_out && random_once_in(r, leave_out)))
			continue;
		seccomp_reduce_add(reduce, native ? index :
				   index - SECCOMP_ARCH_NATIVE_NR,
				   native ? SECCOMP_ARCH_NATIVE :
					    SECCOMP_ARCH_COMPAT);
	}
	if (seccomp_reduce_add(reduce, 0, AUDIT_ARCH_AARCH64) &&
	    reduce->nr_archs > 2)
		mismatch("reduce: takes a third arch");
	len = seccomp_reduce_finish(reduce);
	objection = len ? checker_objection(reduce->code, len) : NULL;
	if (objection && !checker_objection(f->insns, f->len))
		mismatch("reduce: not accepted: %s", objection);
	if (len && !objection)
		f->shortened = copy_of(reduce->code,
				       len * sizeof(*reduce->code));
	f->run_len = f->shortened ? len : f->len;
	f->prog = (struct bpf_prog){
		.insnsi = f->shortened ? f->shortened : f->insns,
		.bpf_func = fuzz_interpret,
	};
	if (f->shortened)
		fuzz_count.shortened++;
	free(reduce);
}

/* The newest of the lowest @below filters that runs the same program. */
static const struct seccomp_link *find_twin(const struct stack *s,
					    unsigned int below)
{
	const struct stack_filter *f = &s->filter[s->depth];
	const struct stack_filter *old = &s->filter[below];

	while (old-- > s->filter)
		if (old->run_len == f->run_len &&
		    !memcmp(old->prog.insnsi, f->prog.insnsi,
			    f->run_len * sizeof(*f->insns)))
			return &old->link;
	return NULL;
}

/* Put the filter on top of the lowest @below ones. */
static void compose_on(struct stack *s, unsigned int below, unsigned int max)
{
	const size_t size = sizeof(struct seccomp_answers) +
			    max * sizeof(struct seccomp_answer);
	struct stack_filter *f = &s->filter[s->depth];
	struct seccomp_answers *answers = rubbish(size);

	f->link.prev = below ? &s->filter[below - 1].link : NULL;
	f->link.depth = below;
	f->link.answers = NULL;
	f->full = below && s->filter[below - 1].full;
	answers->max = max;
	if (seccomp_chain_compose(answers, &f->verdicts, &f->link,
				  f->link.prev)) {
		f->full |= answers->nr == max;
		answers->max = answers->nr;
		f->link.answers = copy_of(answers, sizeof(*answers) +
					  answers->nr *
					  sizeof(answers->answer[0]));
	}
	free(answers);
}

/* Now and then others have been attached below it meanwhile (TSYNC). */
static void compose(struct stack *s, struct random *r)
{
	struct stack_filter *f = &s->filter[s->depth];
	const unsigned int max = random_once_in(r, 8) ? 1 + random_below(r, 6) :
							SECCOMP_CHAIN_ANSWERS;
	const unsigned int below = random_once_in(r, 4) ?
				   random_below(r, s->depth + 1) : s->depth;
	unsigned int most;

	f->link = (struct seccomp_link){
		.prog = &f->prog,
		.twin = find_twin(s, below),
	};
	compose_on(s, below, max);
	if (f->link.answers && below < s->depth) {
		most = f->link.answers->max;
		free(f->link.answers);
		compose_on(s, s->depth, most);
	}
	f->link.prev = s->depth ? &s->filter[s->depth - 1].link : NULL;
	f->link.depth = s->depth;
	/* As if there had been no memory for it */
	if (random_once_in(r, 200)) {
		free(f->link.answers);
		f->link.answers = NULL;
	}
	s->depth++;
}

static void attach_one(struct stack *s, struct random *r,
		       const struct sock_filter *insns, unsigned int len)
{
	struct stack_filter *f = &s->filter[s->depth];

	memset(f, 0, sizeof(*f));
	f->insns = copy_of(insns, len * sizeof(*insns));
	f->len = len;
	decide(f, r, 0);
	decide(f, r, 1);
	decide_window(f, r);
	shorten(f, r);
	if (!checker_objection(f->insns, f->len)) {
		fuzz_count.filters++;
		compose(s, r);
		return;
	}
	fuzz_count.refused++;
	free(f->shortened);
	free(f->insns);
}

static bool separates(const struct sock_filter *insn)
{
	return insn->code == STACK_SEPARATOR.code;
}

void stack_attach(struct stack *s, const u8 *data, size_t size)
{
	const struct sock_filter *insns = (const struct sock_filter *)data;
	const size_t end = size / sizeof(*insns);
	struct random r;
	size_t i, from;

	s->depth = 0;
	s->hash = 0xcbf29ce484222325;
	for (i = 0; i < size; i++)
		s->hash = (s->hash ^ data[i]) * 0x100000001b3;
	r.state = s->hash;

	for (i = from = 0; i <= end && s->depth < STACK_DEEPEST; i++) {
		if (i < end && !separates(&insns[i]))
			continue;
		attach_one(s, &r, insns + from, i - from);
		from = i + 1;
	}
}

void stack_release(struct stack *s)
{
	while (s->depth--) {
		free(s->filter[s->depth].link.answers);
		free(s->filter[s->depth].shortened);
		free(s->filter[s->depth].insns);
	}
}
