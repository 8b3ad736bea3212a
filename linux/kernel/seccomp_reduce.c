// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shorten a seccomp filter for the syscalls that it decides by an argument
 *
 * See seccomp_reduce.h for the idea. For each number there are three passes
 * over the instructions that it can come to:
 *
 * - Forward, in the order of the program: which values are known, which jumps
 *   are decided by them. Jumps only go forward, so all ways to an instruction
 *   have been joined when its turn comes. Instructions that work on known
 *   values are replaced by constants here, but none is left out.
 * - Backward: which values are read later. What writes others is left out, and
 *   so are decided jumps and those with only one way to go on.
 * - Forward again: what is left gets its place, and jumps their distances.
 */
#include <linux/array_size.h>
#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/filter.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/seccomp.h>
#include <linux/stddef.h>
#include <linux/string.h>

#include "seccomp_reduce.h"

#define NONE	(-1)
#define A	SECCOMP_EVAL_A
#define X	SECCOMP_EVAL_X

/* --- What is known: the forward pass --- */

static bool reduce_knows(const struct seccomp_reduce_state *s, unsigned int reg)
{
	return s->known & BIT(reg);
}

static void reduce_set(struct seccomp_reduce_state *s, unsigned int reg,
		       u32 value)
{
	s->known |= BIT(reg);
	s->value[reg] = value;
}

static void reduce_forget(struct seccomp_reduce_state *s, unsigned int reg)
{
	s->known &= ~BIT(reg);
	s->value[reg] = 0;
}

static void reduce_copy(struct seccomp_reduce_state *s, unsigned int to,
			unsigned int from)
{
	s->known &= ~BIT(to);
	if (reduce_knows(s, from))
		s->known |= BIT(to);
	s->value[to] = s->value[from];
}

/* Only what both ways agree on is known where they meet. */
static void reduce_join(struct seccomp_reduce_state *s,
			const struct seccomp_reduce_state *other)
{
	unsigned int reg;

	for (reg = 0; reg < SECCOMP_EVAL_REGS; reg++)
		if (!reduce_knows(other, reg) ||
		    s->value[reg] != other->value[reg])
			reduce_forget(s, reg);
}

static struct seccomp_reduce_state *reduce_take(struct seccomp_reduce *r)
{
	struct seccomp_reduce_state *s;

	if (r->unused == NONE)
		return NULL;
	s = &r->pool[r->unused];
	r->unused = s->next;
	return s;
}

static void reduce_drop(struct seccomp_reduce *r,
			struct seccomp_reduce_state *s)
{
	s->next = r->unused;
	r->unused = s - r->pool;
}

static void reduce_spend(struct seccomp_reduce *r)
{
	if (r->steps)
		r->steps--;
}

/* Let @s wait for its turn at @pc. Returns false if the program ends before. */
static bool reduce_wait(struct seccomp_reduce *r,
			struct seccomp_reduce_state *s, u16 pc)
{
	s16 *link = &r->head;

	if (pc >= r->len)
		return false;

	while (*link != NONE && r->pool[*link].pc < pc) {
		reduce_spend(r);
		link = &r->pool[*link].next;
	}
	if (*link != NONE && r->pool[*link].pc == pc) {
		reduce_spend(r);
		reduce_join(&r->pool[*link], s);
		reduce_drop(r, s);
		return true;
	}
	s->pc = pc;
	s->next = *link;
	*link = s - r->pool;
	return true;
}

static void reduce_to_imm(struct seccomp_reduce_step *step, u16 class,
			  u32 value)
{
	step->insn = (struct sock_filter)BPF_STMT(class | BPF_IMM, value);
}

static void reduce_to_return(struct seccomp_reduce_step *step, u32 value)
{
	step->insn = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, value);
	step->kind = SECCOMP_REDUCE_END;
}

static void reduce_to_goto(struct seccomp_reduce_step *step, u16 pc)
{
	step->kind = SECCOMP_REDUCE_GOTO;
	step->to[0] = pc;
}

/* The rest of a load or a move, once A or X has got its value. */
static void reduce_load_known(const struct seccomp_reduce_state *s,
			      struct seccomp_reduce_step *step,
			      unsigned int reg)
{
	if (reduce_knows(s, reg))
		reduce_to_imm(step, reg == A ? BPF_LD : BPF_LDX,
			      s->value[reg]);
}

/* Loads, stores and register moves. Returns false if not understood. */
static bool reduce_move(struct seccomp_reduce_state *s,
			struct seccomp_reduce_step *step)
{
	struct seccomp_eval_move move;

	if (!seccomp_eval_move(&move, &step->insn))
		return false;
	if (move.from == SECCOMP_EVAL_REGS)
		reduce_set(s, move.to, move.value);
	else
		reduce_copy(s, move.to, move.from);
	if (move.to == A || move.to == X)
		reduce_load_known(s, step, move.to);
	return true;
}

/* Such a shift stays as it is: what it does depends on the JIT. */
static bool reduce_shifts_far(const struct sock_filter *insn, u32 x)
{
	return x > 31 && (insn->code == (BPF_ALU | BPF_LSH | BPF_X) ||
			  insn->code == (BPF_ALU | BPF_RSH | BPF_X));
}

/* X is known: let the instruction name the value itself. */
static void reduce_x_to_k(struct seccomp_reduce_step *step, u32 x)
{
	step->insn.code ^= BPF_X ^ BPF_K;
	step->insn.k = x;
}

/* Does it leave the same in A, whatever was there? */
static bool reduce_absorbs(const struct sock_filter *insn)
{
	switch (insn->code) {
	case BPF_ALU | BPF_AND | BPF_K:
	case BPF_ALU | BPF_MUL | BPF_K:
		return !insn->k;
	case BPF_ALU | BPF_OR | BPF_K:
		return insn->k == U32_MAX;
	}
	return false;
}

static bool reduce_alu(struct seccomp_reduce_state *s,
		       struct seccomp_reduce_step *step)
{
	struct seccomp_eval_state eval = {
		.reg[A] = s->value[A],
		.reg[X] = s->value[X],
	};
	const bool by_x = BPF_SRC(step->insn.code) == BPF_X;
	const u32 x = s->value[X];

	if (by_x && reduce_knows(s, X) && !reduce_shifts_far(&step->insn, x)) {
		if (step->insn.code == (BPF_ALU | BPF_DIV | BPF_X) && !x) {
			reduce_to_return(step, 0);
			return true;
		}
		reduce_x_to_k(step, x);
	} else if (by_x) {
		/* Not for the result, but to see that it is understood */
		eval.reg[X] = 1;
	}

	if (!seccomp_eval_alu(&eval, &step->insn))
		return false;
	if (reduce_absorbs(&step->insn) ||
	    (reduce_knows(s, A) && BPF_SRC(step->insn.code) == BPF_K)) {
		reduce_set(s, A, eval.reg[A]);
		reduce_to_imm(step, BPF_LD, eval.reg[A]);
	} else {
		reduce_forget(s, A);
	}
	return true;
}

static bool reduce_jump(struct seccomp_reduce_state *s,
			struct seccomp_reduce_step *step, unsigned int len)
{
	struct sock_filter *insn = &step->insn;
	const u32 next = s->pc + 1;

	if (insn->code == (BPF_JMP | BPF_JA)) {
		if (insn->k >= len)
			return false;
		reduce_to_goto(step, next + insn->k);
		return true;
	}
	if (!seccomp_eval_conditional(insn->code))
		return false;

	if (BPF_SRC(insn->code) == BPF_X && reduce_knows(s, X))
		reduce_x_to_k(step, s->value[X]);
	if (BPF_SRC(insn->code) == BPF_K && reduce_knows(s, A)) {
		reduce_to_goto(step, next + (seccomp_eval_taken(insn->code,
								s->value[A],
								insn->k) ?
					     insn->jt : insn->jf));
		return true;
	}
	step->kind = SECCOMP_REDUCE_BRANCH;
	step->to[0] = next + insn->jt;
	step->to[1] = next + insn->jf;
	return true;
}

/* What becomes of the instruction that @s is at, and of @s behind it? */
static bool reduce_visit(const struct seccomp_reduce *r,
			 struct seccomp_reduce_state *s,
			 struct seccomp_reduce_step *step, u32 nr, u32 arch)
{
	step->insn = r->insns[s->pc];
	step->kind = SECCOMP_REDUCE_PLAIN;
	step->to[0] = s->pc + 1;

	switch (step->insn.code) {
	case BPF_RET | BPF_K:
		step->kind = SECCOMP_REDUCE_END;
		return true;
	case BPF_RET | BPF_A:
		step->kind = SECCOMP_REDUCE_END;
		if (reduce_knows(s, A))
			reduce_to_return(step, s->value[A]);
		return true;
	case BPF_LD | BPF_W | BPF_ABS:
		if (step->insn.k == offsetof(struct seccomp_data, nr))
			reduce_set(s, A, nr);
		else if (step->insn.k == offsetof(struct seccomp_data, arch))
			reduce_set(s, A, arch);
		else
			reduce_forget(s, A);
		reduce_load_known(s, step, A);
		return true;
	}

	switch (BPF_CLASS(step->insn.code)) {
	case BPF_ALU:
		return reduce_alu(s, step);
	case BPF_JMP:
		return reduce_jump(s, step, r->len);
	default:
		return reduce_move(s, step);
	}
}

/* @s goes on from an instruction that has been visited. */
static bool reduce_leave(struct seccomp_reduce *r,
			 struct seccomp_reduce_state *s,
			 const struct seccomp_reduce_step *step)
{
	struct seccomp_reduce_state *other;
	s16 next;

	switch (step->kind) {
	case SECCOMP_REDUCE_END:
		reduce_drop(r, s);
		return true;
	case SECCOMP_REDUCE_BRANCH:
		other = reduce_take(r);
		if (!other)
			return false;
		next = other->next;
		*other = *s;
		other->next = next;
		if (!reduce_wait(r, other, step->to[1]))
			return false;
		fallthrough;
	default:
		return reduce_wait(r, s, step->to[0]);
	}
}

static bool reduce_forward(struct seccomp_reduce *r, u32 nr, u32 arch)
{
	struct seccomp_reduce_state *s;
	s16 i;

	r->head = NONE;
	r->unused = NONE;
	for (i = SECCOMP_REDUCE_WAITING - 1; i > 0; i--)
		reduce_drop(r, &r->pool[i]);

	s = &r->pool[0];
	memset(s->value, 0, sizeof(s->value));
	s->known = GENMASK(SECCOMP_EVAL_REGS - 1, 0);
	if (!reduce_wait(r, s, 0))
		return false;

	for (r->visited = 0; r->head != NONE; r->visited++) {
		struct seccomp_reduce_step *step;

		if (!r->steps)
			return false;
		reduce_spend(r);

		s = &r->pool[r->head];
		r->head = s->next;
		step = &r->step[s->pc];
		r->step[r->visited].nth = s->pc;
		if (!reduce_visit(r, s, step, nr, arch) ||
		    !reduce_leave(r, s, step))
			return false;
	}
	return true;
}

/* --- What is needed: the backward pass --- */

static u32 reduce_writes(const struct sock_filter *insn)
{
	switch (BPF_CLASS(insn->code)) {
	case BPF_ST:
	case BPF_STX:
		return BIT(insn->k);
	case BPF_LDX:
		return BIT(X);
	case BPF_MISC:
		return BPF_MISCOP(insn->code) == BPF_TAX ? BIT(X) : BIT(A);
	default:
		return BIT(A);
	}
}

static u32 reduce_reads(const struct sock_filter *insn)
{
	switch (BPF_CLASS(insn->code)) {
	case BPF_LD:
	case BPF_LDX:
		return BPF_MODE(insn->code) == BPF_MEM ? BIT(insn->k) : 0;
	case BPF_ST:
		return BIT(A);
	case BPF_STX:
		return BIT(X);
	case BPF_MISC:
		return BPF_MISCOP(insn->code) == BPF_TAX ? BIT(A) : BIT(X);
	case BPF_RET:
		return BPF_RVAL(insn->code) == BPF_A ? BIT(A) : 0;
	default: /* BPF_ALU, BPF_JMP */
		return BPF_SRC(insn->code) == BPF_X ? BIT(A) | BIT(X) : BIT(A);
	}
}

/* Does the tail need an instruction, of which @next is a successor? */
static bool reduce_needs(const struct seccomp_reduce *r,
			 const struct seccomp_reduce_step *step)
{
	const struct seccomp_reduce_step *next = &r->step[step->to[0]];

	switch (step->kind) {
	case SECCOMP_REDUCE_END:
		return true;
	case SECCOMP_REDUCE_GOTO:
		return false;
	case SECCOMP_REDUCE_BRANCH:
		return next->at != r->step[step->to[1]].at;
	default:
		/* A division by X == 0 would return */
		return step->insn.code == (BPF_ALU | BPF_DIV | BPF_X) ||
		       reduce_writes(&step->insn) & next->live;
	}
}

static void reduce_backward(struct seccomp_reduce *r)
{
	unsigned int i = r->visited;

	while (i--) {
		const u16 pc = r->step[i].nth;
		struct seccomp_reduce_step *step = &r->step[pc];
		const struct seccomp_reduce_step *next = &r->step[step->to[0]];

		if (!reduce_needs(r, step)) {
			step->at = next->at;
			step->live = next->live;
			continue;
		}

		step->at = pc;
		step->live = reduce_reads(&step->insn);
		if (step->kind == SECCOMP_REDUCE_PLAIN)
			step->live |= next->live & ~reduce_writes(&step->insn);
		else if (step->kind == SECCOMP_REDUCE_BRANCH)
			step->live |= next->live |
				      r->step[step->to[1]].live;
	}
}

/* --- What it looks like: places and distances --- */

/* The step that a way to @pc goes on with. */
static struct seccomp_reduce_step *reduce_at(struct seccomp_reduce *r, u16 pc)
{
	return &r->step[r->step[pc].at];
}

/*
 * Does something have to stand between @last and @step, which follows it in the
 * tail? What comes next in the program may not be what comes next here: then a
 * bridge leads there.
 */
static bool reduce_bridged(struct seccomp_reduce *r,
			   const struct seccomp_reduce_step *last,
			   const struct seccomp_reduce_step *step)
{
	return last->kind == SECCOMP_REDUCE_PLAIN &&
	       reduce_at(r, last->to[0]) != step;
}

/*
 * check_load_and_stores() takes it that the program goes on behind a return,
 * and would miss what is in memory on the ways that really lead to @step.
 * Behind a jump it does not.
 */
static bool reduce_fenced(struct seccomp_reduce *r,
			  const struct seccomp_reduce_step *last,
			  const struct seccomp_reduce_step *step)
{
	if (reduce_bridged(r, last, step))
		last = reduce_at(r, last->to[0]);
	return last->kind == SECCOMP_REDUCE_END &&
	       step->live & GENMASK(BPF_MEMWORDS - 1, 0);
}

/* Give each needed instruction its place. Returns how many there are. */
static unsigned int reduce_place(struct seccomp_reduce *r)
{
	const struct seccomp_reduce_step *last = NULL;
	unsigned int i, n = 0;

	/* Where the filter starts, A is 0. Where its tail does, it is nr. */
	if (r->step[0].live & BIT(A))
		n++;

	for (i = 0; i < r->visited; i++) {
		const u16 pc = r->step[i].nth;
		struct seccomp_reduce_step *step = &r->step[pc];

		if (step->at != pc)
			continue;
		step->fence = last && reduce_fenced(r, last, step);
		if (last && reduce_bridged(r, last, step))
			n++;
		if (step->fence)
			n++;
		step->pos = n++;
		last = step;
	}
	return n;
}

static void reduce_jump_to(struct sock_filter *code, unsigned int from,
			   unsigned int to)
{
	code[from] = (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA,
						  to - from - 1);
}

/* Write the tail, which has @len instructions and ends with a return. */
static void reduce_emit(struct seccomp_reduce *r, struct sock_filter *out,
			unsigned int len)
{
	unsigned int i;

	if (r->step[0].live & BIT(A))
		out[0] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_IMM, 0);

	for (i = 0; i < r->visited; i++) {
		const u16 pc = r->step[i].nth;
		const struct seccomp_reduce_step *step = &r->step[pc], *next;
		const unsigned int pos = step->pos;

		if (step->at != pc)
			continue;

		if (step->fence)
			reduce_jump_to(out, pos - 1, len - 1);
		out[pos] = step->insn;
		if (step->kind == SECCOMP_REDUCE_END)
			continue;

		next = reduce_at(r, step->to[0]);
		if (step->kind == SECCOMP_REDUCE_BRANCH) {
			out[pos].jt = next->pos - pos - 1;
			out[pos].jf = reduce_at(r, step->to[1])->pos - pos - 1;
		} else if (next->kind == SECCOMP_REDUCE_END) {
			out[pos + 1] = next->insn;
		} else if (next->pos != pos + 1) {
			reduce_jump_to(out, pos + 1, next->pos);
		}
	}
}

/* --- All numbers together --- */

/* In front of the tails: load arch; at the end: jump to filter, A to 0 there */
#define REDUCE_FIXED	3
/* For each arch: is it this one, jump to next, load number */
#define REDUCE_ARCH	3
/* For each number: is it this one, jump to tail, jump to filter, ... */
#define REDUCE_LEAF	3
/* ... and for each but one: is it lower, jump to the upper half */
#define REDUCE_NODE	2

/**
 * seccomp_reduce_start() - Prepare to shorten a filter
 * @r: what to set up, with room for @len steps; all of it is overwritten
 * @insns: the cBPF program, see seccomp_eval(); has to stay until the end
 * @len: number of instructions in @insns
 *
 * What is put in front of the filter is at most as long as the filter and 256
 * instructions more, and the whole is a valid program again.
 *
 * Context: Any. Pure function, see seccomp_reduce.h.
 */
void seccomp_reduce_start(struct seccomp_reduce *r,
			  const struct sock_filter *insns, unsigned int len)
{
	r->insns = insns;
	r->len = min_t(unsigned int, len, BPF_MAXINSNS);
	r->steps = SECCOMP_REDUCE_STEPS;
	r->room = min_t(unsigned int, BPF_MAXINSNS - r->len,
			r->len + 256);
	r->room -= min_t(unsigned int, r->room, REDUCE_FIXED);
	r->nr_archs = 0;
	r->nr_members = 0;
	r->nr_code = 0;
}

/* Is there such a tail already? Returns the index of its first instruction. */
static unsigned int reduce_share(const struct seccomp_reduce *r,
				 unsigned int len)
{
	const struct sock_filter *tail = &r->code[r->nr_code];
	unsigned int i, end = 0;

	for (i = 0; i < r->nr_members; i++) {
		const struct seccomp_reduce_member *member = &r->member[i];

		/* A tail that several members have need be looked at only once. */
		if (member->tail < end)
			continue;
		end = member->tail + member->len;
		if (member->len == len &&
		    !memcmp(&r->code[member->tail], tail, len * sizeof(*tail)))
			return member->tail;
	}
	return r->nr_code;
}

/* Take the tail in that has been placed. Returns false if there is no room. */
static bool reduce_append(struct seccomp_reduce *r, u32 nr, u32 arch,
			  unsigned int len)
{
	const bool new_arch = !r->nr_archs || r->arch[r->nr_archs - 1] != arch;
	unsigned int need = REDUCE_LEAF + REDUCE_NODE;
	struct seccomp_reduce_member *member;
	unsigned int tail;

	if (new_arch)
		need += REDUCE_ARCH;
	if (need + len > r->room || r->nr_members == SECCOMP_REDUCE_NR ||
	    r->nr_archs + new_arch > ARRAY_SIZE(r->arch))
		return false;

	reduce_emit(r, &r->code[r->nr_code], len);
	tail = reduce_share(r, len);
	if (tail == r->nr_code) {
		r->nr_code += len;
		need += len;
	}
	r->room -= need;

	member = &r->member[r->nr_members++];
	member->nr = nr;
	member->tail = tail;
	member->len = len;
	if (new_arch)
		r->arch[r->nr_archs++] = arch;
	r->end[r->nr_archs - 1] = r->nr_members;
	return true;
}

/**
 * seccomp_reduce_add() - Shorten the filter for one more syscall
 * @r: set up by seccomp_reduce_start()
 * @nr: syscall number below 2^16, above those added before for this arch
 * @arch: AUDIT_ARCH_* value; one arch is added after the other, at most two
 *
 * Visits each instruction of the filter at most once.
 *
 * Context: Any. Pure function, see seccomp_reduce.h.
 * Return: true if the program will be shorter for this syscall, false if it is
 * not worth while, or there is no room for it or too much to do.
 */
bool seccomp_reduce_add(struct seccomp_reduce *r, u32 nr, u32 arch)
{
	unsigned int len;

	if (nr > U16_MAX || !reduce_forward(r, nr, arch))
		return false;
	reduce_backward(r);
	len = reduce_place(r);
	if (len > SECCOMP_REDUCE_TAIL ||
	    len + SECCOMP_REDUCE_GAIN > r->visited)
		return false;
	return reduce_append(r, nr, arch, len);
}

static unsigned int reduce_tree_len(unsigned int members)
{
	return members * REDUCE_LEAF + (members - 1) * REDUCE_NODE;
}

/*
 * Search for the number in A among @count members. Tails are at @tails, the
 * filter at @filter. Calls itself at most ten levels deep, as half of at most
 * 1024 members are left each time.
 */
static void reduce_tree(struct seccomp_reduce *r, unsigned int pos,
			const struct seccomp_reduce_member *member,
			unsigned int count, unsigned int tails,
			unsigned int filter)
{
	const unsigned int half = count / 2;
	struct sock_filter *code = r->code;
	unsigned int upper;

	if (count == 1) {
		code[pos] = (struct sock_filter)
			BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, member->nr, 0, 1);
		reduce_jump_to(code, pos + 1, tails + member->tail);
		reduce_jump_to(code, pos + 2, filter);
		return;
	}

	upper = pos + REDUCE_NODE + reduce_tree_len(half);
	code[pos] = (struct sock_filter)
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, member[half].nr, 0, 1);
	reduce_jump_to(code, pos + 1, upper);
	reduce_tree(r, pos + REDUCE_NODE, member, half, tails, filter);
	reduce_tree(r, upper, member + half, count - half, tails, filter);
}

/**
 * seccomp_reduce_finish() - Put the shortened program together
 * @r: what numbers have been added to
 *
 * Context: Any. Pure function, see seccomp_reduce.h.
 * Return: how many instructions the program in &seccomp_reduce.code has, 0 if
 * there is none because no number has a tail.
 */
unsigned int seccomp_reduce_finish(struct seccomp_reduce *r)
{
	struct sock_filter *code = r->code;
	unsigned int i, first = 0, pos = 0, tails = REDUCE_FIXED - 1, filter;

	if (!r->nr_members)
		return 0;

	for (i = 0; i < r->nr_archs; i++) {
		tails += REDUCE_ARCH + reduce_tree_len(r->end[i] - first);
		first = r->end[i];
	}
	filter = tails + r->nr_code;
	memmove(&code[tails], code, r->nr_code * sizeof(*code));

	code[pos++] = (struct sock_filter)
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, arch));
	for (i = 0, first = 0; i < r->nr_archs; first = r->end[i++]) {
		const unsigned int count = r->end[i] - first;

		code[pos] = (struct sock_filter)
			BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, r->arch[i], 1, 0);
		reduce_jump_to(code, pos + 1,
			       pos + REDUCE_ARCH + reduce_tree_len(count));
		code[pos + 2] = (struct sock_filter)
			BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
				 offsetof(struct seccomp_data, nr));
		reduce_tree(r, pos + REDUCE_ARCH, &r->member[first], count,
			    tails, filter);
		pos += REDUCE_ARCH + reduce_tree_len(count);
	}
	reduce_jump_to(code, pos, filter);

	code[filter] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_IMM, 0);
	memcpy(&code[filter + 1], r->insns, r->len * sizeof(*code));
	r->nr_code = filter + 1 + r->len;
	return r->nr_code;
}
