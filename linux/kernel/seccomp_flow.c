// SPDX-License-Identifier: GPL-2.0-only
/*
 * Evaluate a seccomp filter for many syscall numbers in one pass
 *
 * See seccomp_flow.h for the idea. Invariants between two steps:
 *
 * - Each number is in the set of at most one waiting cohort or verdict. In
 *   none, it is known to have no constant verdict.
 * - Waiting cohorts are sorted by where they are in the program, so that one
 *   is only worked on when no other can still come to it.
 * - No two cohorts wait at the same instruction in the same state, unless the
 *   numbers of one go one by one.
 */
#include <linux/bitmap.h>
#include <linux/bitops.h>
#include <linux/filter.h>
#include <linux/minmax.h>
#include <linux/seccomp.h>
#include <linux/stddef.h>
#include <linux/string.h>

#include "seccomp_flow.h"

#define NONE	(-1)

static void flow_spend(struct seccomp_flow *flow, unsigned int steps)
{
	flow->steps -= min_t(unsigned int, flow->steps, steps);
}

static struct seccomp_flow_cohort *flow_take(struct seccomp_flow *flow)
{
	struct seccomp_flow_cohort *c;

	if (flow->unused == NONE)
		return NULL;
	c = &flow->pool[flow->unused];
	flow->unused = c->next;
	return c;
}

static void flow_drop(struct seccomp_flow *flow, struct seccomp_flow_cohort *c)
{
	c->next = flow->unused;
	flow->unused = c - flow->pool;
}

static bool flow_same_state(const struct seccomp_flow_cohort *a,
			    const struct seccomp_flow_cohort *b)
{
	return !memcmp(a->kind, b->kind, sizeof(a->kind)) &&
	       !memcmp(a->value, b->value, sizeof(a->value));
}

/* Let @c wait until it is the furthest back, or join one that waits already. */
static void flow_wait(struct seccomp_flow *flow, struct seccomp_flow_cohort *c)
{
	s16 *link = &flow->head;

	while (*link != NONE) {
		struct seccomp_flow_cohort *other = &flow->pool[*link];

		if (other->pc > c->pc)
			break;
		flow_spend(flow, 1);
		if (other->pc == c->pc && !other->one_by_one &&
		    !c->one_by_one && flow_same_state(other, c)) {
			bitmap_or(other->set, other->set, c->set,
				  SECCOMP_FLOW_NR);
			flow_drop(flow, c);
			return;
		}
		link = &other->next;
	}
	c->next = *link;
	*link = c - flow->pool;
}

/* The state cannot be carried through the instruction that @c has come to. */
static void flow_go_one_by_one(struct seccomp_flow *flow,
			       struct seccomp_flow_cohort *c)
{
	c->one_by_one = true;
	flow_wait(flow, c);
}

/* Jumps out of the program leave the numbers without a constant verdict. */
static void flow_skip(struct seccomp_flow *flow, struct seccomp_flow_cohort *c,
		      u32 insns)
{
	const u64 pc = (u64)c->pc + 1 + insns;

	if (pc >= flow->len) {
		flow_drop(flow, c);
		return;
	}
	c->pc = pc;
	flow_wait(flow, c);
}

/* What @nr, one of @c's numbers, has in @reg. */
static u32 flow_value(const struct seccomp_flow_cohort *c, unsigned int reg,
		      u32 nr)
{
	return c->kind[reg] == SECCOMP_FLOW_NUMBER ? nr : c->value[reg];
}

/* Where numbers for which the filter returns @ret belong, or NULL. */
static struct seccomp_flow_verdict *flow_verdict(struct seccomp_flow *flow,
						 u32 ret)
{
	struct seccomp_flow_verdict *v;
	unsigned int i;

	for (i = 0; i < flow->nr_verdicts; i++)
		if (flow->verdicts[i].ret == ret)
			return &flow->verdicts[i];

	if (i == SECCOMP_FLOW_VERDICTS)
		return NULL;
	flow->nr_verdicts++;
	v = &flow->verdicts[i];
	v->ret = ret;
	bitmap_zero(v->set, SECCOMP_FLOW_NR);
	return v;
}

static void flow_conclude(struct seccomp_flow *flow,
			  struct seccomp_flow_cohort *c, u32 ret)
{
	struct seccomp_flow_verdict *v = flow_verdict(flow, ret);

	if (v)
		bitmap_or(v->set, v->set, c->set, SECCOMP_FLOW_NR);
	flow_drop(flow, c);
}

/* The lowest number of @c goes the rest of its way alone. */
static void flow_walk_one(struct seccomp_flow *flow,
			  struct seccomp_flow_cohort *c)
{
	const unsigned int i = find_first_bit(c->set, SECCOMP_FLOW_NR);
	const u32 nr = flow->first + i;
	struct seccomp_flow_verdict *v;
	struct seccomp_eval_state s;
	unsigned int r;
	u32 ret;

	for (r = 0; r < SECCOMP_EVAL_REGS; r++)
		s.reg[r] = flow_value(c, r, nr);
	__clear_bit(i, c->set);

	if (!seccomp_eval_from(&s, c->pc, flow->insns, flow->len, nr,
			       flow->arch, &flow->steps, &ret))
		return;
	v = flow_verdict(flow, ret);
	if (v)
		__set_bit(i, v->set);
}

static void flow_set_const(struct seccomp_flow_cohort *c, unsigned int reg,
			   u32 value)
{
	c->kind[reg] = SECCOMP_FLOW_CONST;
	c->value[reg] = value;
}

static void flow_set_number(struct seccomp_flow_cohort *c, unsigned int reg)
{
	c->kind[reg] = SECCOMP_FLOW_NUMBER;
	c->value[reg] = 0;
}

static void flow_copy_reg(struct seccomp_flow_cohort *c, unsigned int to,
			  unsigned int from)
{
	c->kind[to] = c->kind[from];
	c->value[to] = c->value[from];
}

/* Loads, stores and register moves. Returns false if not understood. */
static bool flow_move(struct seccomp_flow_cohort *c,
		      const struct sock_filter *insn)
{
	struct seccomp_eval_move move;

	if (!seccomp_eval_move(&move, insn))
		return false;
	if (move.from == SECCOMP_EVAL_REGS)
		flow_set_const(c, move.to, move.value);
	else
		flow_copy_reg(c, move.to, move.from);
	return true;
}

/* Is all that an ALU or conditional jump instruction reads constant? */
static bool flow_reads_const(const struct seccomp_flow_cohort *c,
			     const struct sock_filter *insn)
{
	return c->kind[SECCOMP_EVAL_A] == SECCOMP_FLOW_CONST &&
	       (BPF_SRC(insn->code) == BPF_K ||
		c->kind[SECCOMP_EVAL_X] == SECCOMP_FLOW_CONST);
}

static void flow_step_alu(struct seccomp_flow *flow,
			  struct seccomp_flow_cohort *c,
			  const struct sock_filter *insn)
{
	struct seccomp_eval_state s = {
		.reg[SECCOMP_EVAL_A] = c->value[SECCOMP_EVAL_A],
		.reg[SECCOMP_EVAL_X] = c->value[SECCOMP_EVAL_X],
	};

	if (!flow_reads_const(c, insn)) {
		flow_go_one_by_one(flow, c);
	} else if (insn->code == (BPF_ALU | BPF_DIV | BPF_X) &&
		   !s.reg[SECCOMP_EVAL_X]) {
		flow_conclude(flow, c, 0);
	} else if (!seccomp_eval_alu(&s, insn)) {
		flow_drop(flow, c);
	} else {
		flow_set_const(c, SECCOMP_EVAL_A, s.reg[SECCOMP_EVAL_A]);
		flow_skip(flow, c, 0);
	}
}

static bool flow_has(const struct seccomp_flow *flow,
		     const struct seccomp_flow_cohort *c, u32 nr)
{
	const u32 i = nr - flow->first;

	return i < SECCOMP_FLOW_NR && test_bit(i, c->set);
}

/* Which numbers of @c, being in A, take the branch when compared with @k? */
static void flow_find_taken(struct seccomp_flow *flow,
			    const struct seccomp_flow_cohort *c, u16 code,
			    u32 k, unsigned long *taken)
{
	u64 from = k;
	unsigned int i;

	switch (BPF_OP(code)) {
	case BPF_JEQ:
		bitmap_zero(taken, SECCOMP_FLOW_NR);
		if (flow_has(flow, c, k))
			__set_bit(k - flow->first, taken);
		return;
	case BPF_JSET:
		bitmap_zero(taken, SECCOMP_FLOW_NR);
		for_each_set_bit(i, c->set, SECCOMP_FLOW_NR) {
			flow_spend(flow, 1);
			if ((flow->first + i) & k)
				__set_bit(i, taken);
		}
		return;
	case BPF_JGT:
		from++;
		break;
	}

	/* JGT and JGE: all from this one on */
	from -= min_t(u64, from, flow->first);
	i = min_t(u64, from, SECCOMP_FLOW_NR);
	bitmap_copy(taken, c->set, SECCOMP_FLOW_NR);
	bitmap_clear(taken, 0, i);
}

/* A is the number, compared with @k: some may take the branch, some not. */
static void flow_step_branch(struct seccomp_flow *flow,
			     struct seccomp_flow_cohort *c,
			     const struct sock_filter *insn, u32 k)
{
	DECLARE_BITMAP(taken, SECCOMP_FLOW_NR);
	struct seccomp_flow_cohort *other;

	flow_find_taken(flow, c, insn->code, k, taken);
	if (bitmap_empty(taken, SECCOMP_FLOW_NR)) {
		flow_skip(flow, c, insn->jf);
		return;
	}
	if (bitmap_equal(taken, c->set, SECCOMP_FLOW_NR)) {
		flow_skip(flow, c, insn->jt);
		return;
	}

	other = flow_take(flow);
	if (!other) {
		flow_go_one_by_one(flow, c);
		return;
	}
	*other = *c;
	bitmap_copy(other->set, taken, SECCOMP_FLOW_NR);
	bitmap_andnot(c->set, c->set, taken, SECCOMP_FLOW_NR);
	flow_skip(flow, other, insn->jt);
	flow_skip(flow, c, insn->jf);
}

static void flow_step_jump(struct seccomp_flow *flow,
			   struct seccomp_flow_cohort *c,
			   const struct sock_filter *insn)
{
	const bool by_x = BPF_SRC(insn->code) == BPF_X;
	const u32 a = c->value[SECCOMP_EVAL_A];
	const u32 k = by_x ? c->value[SECCOMP_EVAL_X] : insn->k;

	if (insn->code == (BPF_JMP | BPF_JA))
		flow_skip(flow, c, insn->k);
	else if (!seccomp_eval_conditional(insn->code))
		flow_drop(flow, c);
	else if (flow_reads_const(c, insn))
		flow_skip(flow, c, seccomp_eval_taken(insn->code, a, k) ?
			  insn->jt : insn->jf);
	else if (by_x && c->kind[SECCOMP_EVAL_X] == SECCOMP_FLOW_NUMBER)
		flow_go_one_by_one(flow, c);
	else
		flow_step_branch(flow, c, insn, k);
}

/* All numbers of @c do what the instruction that they have come to says. */
static void flow_step(struct seccomp_flow *flow, struct seccomp_flow_cohort *c)
{
	const struct sock_filter *insn = &flow->insns[c->pc];

	switch (insn->code) {
	case BPF_RET | BPF_K:
		flow_conclude(flow, c, insn->k);
		return;
	case BPF_RET | BPF_A:
		if (c->kind[SECCOMP_EVAL_A] == SECCOMP_FLOW_CONST)
			flow_conclude(flow, c, c->value[SECCOMP_EVAL_A]);
		else
			flow_go_one_by_one(flow, c);
		return;
	case BPF_LD | BPF_W | BPF_ABS:
		if (insn->k == offsetof(struct seccomp_data, nr)) {
			flow_set_number(c, SECCOMP_EVAL_A);
		} else if (insn->k == offsetof(struct seccomp_data, arch)) {
			flow_set_const(c, SECCOMP_EVAL_A, flow->arch);
		} else {
			flow_drop(flow, c);
			return;
		}
		flow_skip(flow, c, 0);
		return;
	}

	switch (BPF_CLASS(insn->code)) {
	case BPF_ALU:
		flow_step_alu(flow, c, insn);
		break;
	case BPF_JMP:
		flow_step_jump(flow, c, insn);
		break;
	default:
		if (flow_move(c, insn))
			flow_skip(flow, c, 0);
		else
			flow_drop(flow, c);
		break;
	}
}

/*
 * Most instructions of most filters ask whether it is some number that is none
 * of @c's. Take @c past such ones, as far as no other cohort waits. Returns how
 * many they were.
 */
static unsigned int flow_pass(const struct seccomp_flow *flow,
			      struct seccomp_flow_cohort *c, unsigned int most)
{
	const u32 end = flow->head == NONE ? flow->len :
					     flow->pool[flow->head].pc;
	unsigned int n;

	if (c->kind[SECCOMP_EVAL_A] != SECCOMP_FLOW_NUMBER)
		return 0;

	for (n = 0; n < most && c->pc < end; n++) {
		const struct sock_filter *insn = &flow->insns[c->pc];
		const u32 next = c->pc + 1 + insn->jf;

		if (insn->code != (BPF_JMP | BPF_JEQ | BPF_K) ||
		    flow_has(flow, c, insn->k) || next >= flow->len)
			break;
		c->pc = next;
	}
	return n;
}

/**
 * seccomp_flow_start() - Send syscall numbers on their way through a filter
 * @flow: what to set up; all of it is overwritten
 * @insns: the cBPF program, see seccomp_eval(); has to stay until the end
 * @len: number of instructions in @insns
 * @arch: AUDIT_ARCH_* value as the filter would read it
 * @first: the lowest syscall number to decide
 * @count: how many to decide, at most SECCOMP_FLOW_NR
 *
 * Context: Any. Pure function, see seccomp_flow.h.
 */
void seccomp_flow_start(struct seccomp_flow *flow,
			const struct sock_filter *insns, unsigned int len,
			u32 arch, u32 first, unsigned int count)
{
	struct seccomp_flow_cohort *c;
	s16 i;

	flow->insns = insns;
	flow->len = min_t(unsigned int, len, BPF_MAXINSNS);
	flow->arch = arch;
	flow->first = first;
	flow->steps = SECCOMP_FLOW_STEPS;
	flow->nr_verdicts = 0;
	flow_verdict(flow, SECCOMP_RET_ALLOW);

	flow->head = NONE;
	flow->unused = NONE;
	for (i = SECCOMP_FLOW_COHORTS - 1; i >= 0; i--)
		flow_drop(flow, &flow->pool[i]);

	if (!flow->len || !count)
		return;
	c = flow_take(flow);
	memset(c, 0, sizeof(*c));
	bitmap_set(c->set, 0, min_t(unsigned int, count, SECCOMP_FLOW_NR));
	flow_wait(flow, c);
}

/**
 * seccomp_flow_run() - Go on for some steps
 * @flow: set up by seccomp_flow_start()
 * @steps: after how many to return; a number that goes alone may take more, up
 *	   to as many as the program has instructions
 *
 * Context: Any. Pure function, see seccomp_flow.h.
 * Return: true if &seccomp_flow.verdicts is complete: all numbers are decided,
 * or no steps are left for the others. False if it has to be called again; what
 * is in there by then is right.
 */
bool seccomp_flow_run(struct seccomp_flow *flow, unsigned int steps)
{
	const unsigned int end = flow->steps -
				 min_t(unsigned int, flow->steps, steps);

	while (flow->head != NONE && flow->steps) {
		struct seccomp_flow_cohort *c = &flow->pool[flow->head];
		unsigned int passed;

		if (flow->steps <= end)
			return false;
		flow->head = c->next;

		if (c->one_by_one) {
			flow_walk_one(flow, c);
			if (bitmap_empty(c->set, SECCOMP_FLOW_NR))
				flow_drop(flow, c);
			else
				flow_wait(flow, c);
			continue;
		}

		passed = flow_pass(flow, c, flow->steps - end);
		if (passed) {
			flow_spend(flow, passed);
			flow_wait(flow, c);
		} else {
			flow_spend(flow, 1);
			flow_step(flow, c);
		}
	}
	return true;
}
