// SPDX-License-Identifier: GPL-2.0-only
#include "encode.h"

#include <stdlib.h>
#include <string.h>

/* The ways through a program, in its order, as jumps only go forward. */
struct walk {
	const struct program *program;
	const term *words;
	struct machine at[BPF_MAXINSNS + 1];
	bool returned;
	term ret;
};

void encode_free_input(term *words)
{
	unsigned int i;

	for (i = 0; i < WORDS; i++)
		words[i] = term_word(i);
}

void encode_syscall(term *words, u32 nr, u32 arch)
{
	encode_free_input(words);
	words[WORD_NR] = term_const(nr);
	words[WORD_ARCH] = term_const(arch);
}

struct machine encode_start(void)
{
	static unsigned int starts;
	struct machine m = {
		.reached = true,
		.when = term_true(),
		.a = term_const(0),
		.x = term_const(0),
	};
	unsigned int i;

	for (i = 0; i < BPF_MEMWORDS; i++)
		m.mem[i] = term_unknown(starts * BPF_MEMWORDS + i);
	starts++;
	return m;
}

static bool is_false(term t)
{
	return term_node(t)->op == TERM_FALSE;
}

static term choose(term when, term a, term b)
{
	return a == b ? a : term_ite(when, a, b);
}

/* One more way to instruction @to, on which the machine is like @m. */
static void go(struct walk *w, unsigned int to, const struct machine *m)
{
	struct machine *at = &w->at[to];
	unsigned int i;

	if (is_false(m->when))
		return;
	if (!at->reached) {
		*at = *m;
		return;
	}
	at->a = choose(m->when, m->a, at->a);
	at->x = choose(m->when, m->x, at->x);
	for (i = 0; i < BPF_MEMWORDS; i++)
		at->mem[i] = choose(m->when, m->mem[i], at->mem[i]);
	at->when = term_make(TERM_EITHER, at->when, m->when);
}

static void give(struct walk *w, term when, term ret)
{
	if (is_false(when))
		return;
	w->ret = w->returned ? choose(when, ret, w->ret) : ret;
	w->returned = true;
}

static term jump_condition(u16 op, term a, term operand)
{
	switch (op) {
	case BPF_JEQ:
		return term_make(TERM_EQ, a, operand);
	case BPF_JGT:
		return term_make(TERM_GT, a, operand);
	case BPF_JGE:
		return term_make(TERM_GE, a, operand);
	case BPF_JSET:
		return term_not(term_make(TERM_EQ,
					  term_make(TERM_AND, a, operand),
					  term_const(0)));
	}
	abort();
}

static void jump(struct walk *w, unsigned int pc, struct machine *m)
{
	const struct sock_filter *insn = &w->program->insns[pc];
	const term when = m->when;
	term taken;

	if (BPF_OP(insn->code) == BPF_JA) {
		go(w, pc + 1 + insn->k, m);
		return;
	}
	taken = jump_condition(BPF_OP(insn->code), m->a,
			       BPF_SRC(insn->code) == BPF_X ?
			       m->x : term_const(insn->k));
	m->when = term_make(TERM_BOTH, when, taken);
	go(w, pc + 1 + insn->jt, m);
	m->when = term_make(TERM_BOTH, when, term_not(taken));
	go(w, pc + 1 + insn->jf, m);
}

static enum term_op alu_op(u16 op)
{
	switch (op) {
	case BPF_ADD:
		return TERM_ADD;
	case BPF_SUB:
		return TERM_SUB;
	case BPF_MUL:
		return TERM_MUL;
	case BPF_DIV:
		return TERM_DIV;
	case BPF_AND:
		return TERM_AND;
	case BPF_OR:
		return TERM_OR;
	case BPF_XOR:
		return TERM_XOR;
	case BPF_LSH:
		return TERM_SHL;
	case BPF_RSH:
		return TERM_SHR;
	}
	abort();
}

/* The converter lets a program return 0 that divides by X when that is 0. */
static void alu(struct walk *w, const struct sock_filter *insn,
		struct machine *m)
{
	const u16 op = BPF_OP(insn->code);
	term operand, zero;

	if (op == BPF_NEG) {
		m->a = term_make(TERM_SUB, term_const(0), m->a);
		return;
	}
	operand = BPF_SRC(insn->code) == BPF_X ? m->x : term_const(insn->k);
	if (op == BPF_DIV && BPF_SRC(insn->code) == BPF_X) {
		zero = term_make(TERM_EQ, operand, term_const(0));
		give(w, term_make(TERM_BOTH, m->when, zero), term_const(0));
		m->when = term_make(TERM_BOTH, m->when, term_not(zero));
	}
	m->a = term_make(alu_op(op), m->a, operand);
}

static term load(const struct walk *w, const struct machine *m,
		 const struct sock_filter *insn)
{
	switch (BPF_MODE(insn->code)) {
	case BPF_ABS:
		return w->words[insn->k / sizeof(u32)];
	case BPF_LEN:
		return term_const(sizeof(struct seccomp_data));
	case BPF_IMM:
		return term_const(insn->k);
	case BPF_MEM:
		return m->mem[insn->k];
	}
	abort();
}

static void step(struct walk *w, unsigned int pc)
{
	const struct sock_filter *insn = &w->program->insns[pc];
	struct machine m = w->at[pc];

	switch (BPF_CLASS(insn->code)) {
	case BPF_RET:
		give(w, m.when, BPF_RVAL(insn->code) == BPF_A ?
				m.a : term_const(insn->k));
		return;
	case BPF_JMP:
		jump(w, pc, &m);
		return;
	case BPF_ALU:
		alu(w, insn, &m);
		break;
	case BPF_LD:
		m.a = load(w, &m, insn);
		break;
	case BPF_LDX:
		m.x = load(w, &m, insn);
		break;
	case BPF_ST:
		m.mem[insn->k] = m.a;
		break;
	case BPF_STX:
		m.mem[insn->k] = m.x;
		break;
	case BPF_MISC:
		if (BPF_MISCOP(insn->code) == BPF_TAX)
			m.x = m.a;
		else
			m.a = m.x;
		break;
	}
	go(w, pc + 1, &m);
}

static struct walk *walk(const struct program *program, const term *words,
			 const struct machine *start, unsigned int from,
			 unsigned int to)
{
	static struct walk w;
	unsigned int pc;

	for (pc = from; pc <= program->len; pc++)
		w.at[pc].reached = false;
	w.program = program;
	w.words = words;
	w.returned = false;
	w.at[from] = *start;
	for (pc = from; pc < to; pc++)
		if (w.at[pc].reached)
			step(&w, pc);
	return &w;
}

term encode_from(const struct program *program, const term *words,
		 const struct machine *start, unsigned int from)
{
	const struct walk *w = walk(program, words, start, from, program->len);

	if (!w->returned || w->at[program->len].reached)
		abort();	/* not a program that seccomp accepts */
	return w->ret;
}

term encode(const struct program *program, const term *words)
{
	const struct machine start = encode_start();

	return encode_from(program, words, &start, 0);
}

struct machine encode_until(const struct program *program, const term *words,
			    unsigned int to)
{
	const struct machine start = encode_start();

	return walk(program, words, &start, 0, to)->at[to];
}
