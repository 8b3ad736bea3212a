// SPDX-License-Identifier: GPL-2.0-only
#include "analysis.h"

#include <limits.h>
#include <linux/audit.h>
#include <stdlib.h>
#include <string.h>

#include "seccomp_flow.h"
#include "seccomp_reduce.h"
#include "seccomp_uprobe.h"
#include "util.h"

#define COMPAT	SECCOMP_ARCH_NATIVE_NR

unsigned int index_of(const struct arch *arch, u32 audit, unsigned int nr)
{
	if (nr >= arch_nr || !audit)
		return SECCOMP_CHAIN_NR;
	if (audit == arch->native)
		return nr;
	if (audit == arch->compat)
		return COMPAT + nr;
	return SECCOMP_CHAIN_NR;
}

u32 index_audit(const struct arch *arch, unsigned int index)
{
	return index < COMPAT ? arch->native : arch->compat;
}

unsigned int index_nr(unsigned int index)
{
	return index < COMPAT ? index : index - COMPAT;
}

/* --- One filter --- */

static void decide(struct known *known, u32 audit, unsigned int first)
{
	const u8 allow = seccomp_chain_name(&known->verdicts,
					    SECCOMP_RET_ALLOW);
	static struct seccomp_flow flow;
	unsigned int nr;

	seccomp_flow_start(&flow, known->filter->insns, known->filter->len,
			   audit, 0, arch_nr);
	while (!seccomp_flow_run(&flow, UINT_MAX))
		;
	seccomp_chain_take(&known->verdicts, first, &flow);
	for (nr = 0; nr < arch_nr; nr++)
		if (seccomp_uprobe_exception(nr, audit))
			known->verdicts.of[first + nr] = allow;
}

/*
 * There is room for more syscalls than there are. So that this changes nothing,
 * what is not there is like number 0.
 */
static void fill_up(u8 *of, bool compat)
{
	memset(of + arch_nr, of[0], COMPAT - arch_nr);
	if (compat)
		memset(of + COMPAT + arch_nr, of[COMPAT],
		       SECCOMP_ARCH_COMPAT_NR - arch_nr);
	else
		memset(of + COMPAT, of[0], SECCOMP_ARCH_COMPAT_NR);
}

static struct seccomp_reduce *new_reduce(const struct filter *filter)
{
	struct seccomp_reduce *reduce;

	reduce = xcalloc(1, sizeof(*reduce) +
			 filter->len * sizeof(reduce->step[0]));
	seccomp_reduce_start(reduce, filter->insns, filter->len);
	return reduce;
}

static void shorten_for(struct seccomp_reduce *reduce, struct known *known,
			u32 audit, unsigned int first)
{
	unsigned int nr;

	for (nr = 0; nr < arch_nr; nr++)
		if (!known->verdicts.of[first + nr])
			seccomp_reduce_add(reduce, nr, audit);
}

static void keep_tails(struct known *known, const struct seccomp_reduce *reduce)
{
	const size_t size = reduce->nr_code * sizeof(reduce->code[0]);
	struct sock_filter *code = xrealloc(NULL, size);
	unsigned int i, a = 0;

	memcpy(code, reduce->code, size);
	known->nr_tails = reduce->nr_members;
	known->tails = xcalloc(known->nr_tails, sizeof(known->tails[0]));
	for (i = 0; i < known->nr_tails; i++) {
		if (i == reduce->end[a])
			a++;
		known->tails[i].index = index_of(known->arch, reduce->arch[a],
						 reduce->member[i].nr);
		known->tails[i].len = reduce->member[i].len;
		known->tails[i].insns = code + reduce->member[i].tail;
	}
	if (!known->nr_tails)
		free(code);
}

static void shorten(struct known *known)
{
	struct seccomp_reduce *reduce = new_reduce(known->filter);
	const struct arch *arch = known->arch;
	const struct sock_filter *prog = known->filter->insns;

	shorten_for(reduce, known, arch->native, 0);
	if (arch->compat)
		shorten_for(reduce, known, arch->compat, COMPAT);
	keep_tails(known, reduce);

	known->len = seccomp_reduce_finish(reduce);
	if (known->len)
		prog = reduce->code;
	else
		known->len = known->filter->len;
	known->prog = xcalloc(known->len, sizeof(*prog));
	memcpy(known->prog, prog, known->len * sizeof(*prog));
	free(reduce);
}

const struct known *know_filter(const struct filter *filter,
				const struct arch *arch)
{
	static const struct known *all;
	const struct known *k;
	struct known *known;

	for (k = all; k; k = k->next)
		if (k->filter == filter && k->arch == arch)
			return k;

	known = xcalloc(1, sizeof(*known));
	known->filter = filter;
	known->arch = arch;
	decide(known, arch->native, 0);
	if (arch->compat)
		decide(known, arch->compat, COMPAT);
	fill_up(known->verdicts.of, arch->compat);
	shorten(known);
	known->next = all;
	all = known;
	return known;
}

bool known_verdict(const struct known *known, unsigned int index, u32 *ret)
{
	const u8 of = known->verdicts.of[index];

	if (of)
		*ret = known->verdicts.ret[of - 1];
	return of;
}

const struct tail *known_tail(const struct known *known, unsigned int index)
{
	unsigned int i;

	for (i = 0; i < known->nr_tails; i++)
		if (known->tails[i].index == index)
			return &known->tails[i];
	return NULL;
}

/* --- A chain of filters --- */

/*
 * What the kernel compares are converted programs: of two instructions that do
 * the same by the same opcode, it does not see the fields that mean nothing.
 */
static struct sock_filter converted(struct sock_filter insn)
{
	if (insn.code == (BPF_LD | BPF_W | BPF_LEN) ||
	    insn.code == (BPF_LDX | BPF_W | BPF_LEN)) {
		insn.code = BPF_CLASS(insn.code) | BPF_IMM;
		insn.k = sizeof(struct seccomp_data);
	}
	if (!seccomp_eval_conditional(insn.code))
		insn.jt = insn.jf = 0;
	if (BPF_CLASS(insn.code) == BPF_MISC ||
	    insn.code == (BPF_RET | BPF_A) ||
	    insn.code == (BPF_ALU | BPF_NEG) ||
	    ((BPF_CLASS(insn.code) == BPF_ALU ||
	      seccomp_eval_conditional(insn.code)) &&
	     BPF_SRC(insn.code) == BPF_X))
		insn.k = 0;
	return insn;
}

static bool same_prog(const struct known *a, const struct known *b)
{
	unsigned int i;

	if (a == b)
		return true;
	if (a->len != b->len)
		return false;
	for (i = 0; i < a->len; i++) {
		const struct sock_filter x = converted(a->prog[i]);
		const struct sock_filter y = converted(b->prog[i]);

		if (memcmp(&x, &y, sizeof(x)))
			return false;
	}
	return true;
}

static const struct seccomp_link *find_twin(const struct stack *stack)
{
	const struct stack *twin = stack->below;

	if (!twin || !twin->link.answers)
		return NULL;
	while (twin && !same_prog(twin->known, stack->known))
		twin = twin->below;
	return twin ? &twin->link : NULL;
}

static struct seccomp_answers *compose(const struct stack *stack)
{
	struct seccomp_answers *answers;

	answers = xcalloc(1, sizeof(*answers) + SECCOMP_CHAIN_ANSWERS *
			  sizeof(answers->answer[0]));
	answers->max = SECCOMP_CHAIN_ANSWERS;
	if (seccomp_chain_compose(answers, &stack->known->verdicts,
				  &stack->link, stack->link.prev))
		return answers;
	free(answers);
	return NULL;
}

const struct stack *know_chain(const struct chain *chain,
			       const struct arch *arch)
{
	static const struct stack *all;
	const struct stack *s, *below;
	struct stack *stack;

	for (s = all; s; s = s->next)
		if (s->chain == chain && s->known->arch == arch)
			return s;

	below = chain->below ? know_chain(chain->below, arch) : NULL;
	stack = xcalloc(1, sizeof(*stack));
	stack->chain = chain;
	stack->known = know_filter(chain->filter, arch);
	stack->below = below;
	stack->insns = chain->filter->len + (below ? below->insns : 0);
	stack->link.prog = &stack->prog;
	stack->link.prev = below ? &below->link : NULL;
	stack->link.depth = below ? below->link.depth + 1 : 0;
	stack->link.twin = find_twin(stack);
	stack->link.answers = compose(stack);
	stack->next = all;
	all = stack;
	return stack;
}

static bool all_allow(const struct stack *stack, unsigned int index)
{
	u32 ret;

	for (; stack; stack = stack->below)
		if (!known_verdict(stack->known, index, &ret) ||
		    !seccomp_ret_allows(ret))
			return false;
	return true;
}

static unsigned int insns_left(const struct known *known, unsigned int index)
{
	const struct tail *tail = known_tail(known, index);

	return tail ? tail->len : known->filter->len;
}

struct outcome stack_outcome(const struct stack *stack, unsigned int index)
{
	struct outcome outcome = { .state = STATE_UNKNOWN };
	const struct seccomp_answer *answer;
	const struct seccomp_link *link;

	if (all_allow(stack, index)) {
		outcome.state = STATE_CACHED;
		outcome.ret = SECCOMP_RET_ALLOW;
		return outcome;
	}
	outcome.filters = stack->link.depth + 1;
	outcome.insns = stack->insns;
	if (!stack->link.answers)
		return outcome;

	answer = seccomp_chain_answer(stack->link.answers, index);
	if (answer->to_run == SECCOMP_RUN_ALL)
		return outcome;
	outcome.filters = 0;
	outcome.insns = 0;
	outcome.ret = answer->ret;
	if (answer->to_run == SECCOMP_RUN_NONE) {
		outcome.state = STATE_CONSTANT;
		return outcome;
	}
	outcome.state = STATE_DEPENDENT;
	for (link = answer->run; link; link = seccomp_chain_next(link, index)) {
		outcome.filters++;
		outcome.insns += insns_left(stack_of(link)->known, index);
	}
	return outcome;
}

bool stack_runs(const struct stack *stack, const struct stack *one,
		unsigned int index)
{
	const struct seccomp_answer *answer;
	const struct seccomp_link *link;

	if (!stack->link.answers)
		return true;
	answer = seccomp_chain_answer(stack->link.answers, index);
	if (answer->to_run == SECCOMP_RUN_ALL)
		return true;
	for (link = answer->run; link; link = seccomp_chain_next(link, index))
		if (stack_of(link) == one)
			return true;
	return false;
}

/* --- Why --- */

static bool loads_argument(const struct sock_filter *insn)
{
	return insn->code == (BPF_LD | BPF_W | BPF_ABS) &&
	       insn->k != offsetof(struct seccomp_data, nr) &&
	       insn->k != offsetof(struct seccomp_data, arch);
}

/*
 * Up to the first load of an argument there is only one way, so that the first
 * such load among the instructions that can be come to is the one.
 */
const struct reason *know_reason(const struct filter *filter,
				 const struct arch *arch, unsigned int index)
{
	struct seccomp_reduce *reduce = new_reduce(filter);
	static struct reason reason;
	unsigned int i;

	seccomp_reduce_add(reduce, index_nr(index), index_audit(arch, index));
	reason.loads = false;
	reason.visited = reduce->visited;
	for (i = 0; i < reduce->visited; i++) {
		reason.pcs[i] = reduce->step[i].nth;
		if (!reason.loads &&
		    loads_argument(&filter->insns[reason.pcs[i]])) {
			reason.loads = true;
			reason.pc = reason.pcs[i];
		}
	}
	free(reduce);
	return &reason;
}
