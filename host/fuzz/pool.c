// SPDX-License-Identifier: GPL-2.0-only
#include "pool.h"
#include "tests.h"

#include <string.h>

/* Full: what came first stays, so that it hangs on the program alone. */
static void add(struct pool *pool, unsigned int word, u32 value)
{
	unsigned int i;

	for (i = 0; i < pool->word[word].n; i++)
		if (pool->word[word].value[i] == value)
			return;
	if (i < POOL_MOST)
		pool->word[word].value[pool->word[word].n++] = value;
}

/*
 * Which word is where: a guess. Of A it is one way's that leads here, of the rest
 * it is the program's as a straight line.
 */
struct guess {
	unsigned int a, x, mem[BPF_MEMWORDS];
	bool loaded;		/* A is the word itself */
};

/* Is an instruction on a way, and what is in A there? */
struct place {
	bool reached, loaded;
	u8 a;
};

static void follow(struct pool *pool, struct guess *g,
		   const struct sock_filter *insn)
{
	switch (insn->code) {
	case BPF_LD | BPF_W | BPF_ABS:
		g->a = insn->k / sizeof(u32);
		g->loaded = true;
		return;
	case BPF_LD | BPF_MEM:
		g->a = g->mem[insn->k];
		g->loaded = false;
		return;
	case BPF_LDX | BPF_MEM:
		g->x = g->mem[insn->k];
		return;
	case BPF_ST:
		g->mem[insn->k] = g->a;
		return;
	case BPF_STX:
		g->mem[insn->k] = g->x;
		return;
	case BPF_MISC | BPF_TAX:
		g->x = g->a;
		return;
	case BPF_MISC | BPF_TXA:
		g->a = g->x;
		g->loaded = false;
		return;
	}
	switch (BPF_CLASS(insn->code)) {
	case BPF_LD:
		g->loaded = false;
		add(pool, g->a, insn->k);
		break;
	case BPF_LDX:
		add(pool, g->a, insn->k);
		break;
	case BPF_ALU:
		g->loaded = false;
		add(pool, g->a, insn->k);
		add(pool, g->a, ~insn->k);
		break;
	case BPF_JMP:
		if (BPF_OP(insn->code) != BPF_JA)
			add(pool, g->a, insn->k);
		break;
	}
}

static void lead(struct place *to, const struct guess *g)
{
	if (!to->reached)
		*to = (struct place){ true, g->loaded, g->a };
}

static bool jumps(const struct sock_filter *insn, u32 a)
{
	switch (BPF_OP(insn->code)) {
	case BPF_JEQ:
		return a == insn->k;
	case BPF_JGT:
		return a > insn->k;
	case BPF_JGE:
		return a >= insn->k;
	}
	return a & insn->k;
}

/* Where does it go on? Number and arch decide some jumps, if they are known. */
static void go_on(struct place *next, const struct guess *g,
		  const struct sock_filter *insn,
		  const struct seccomp_data *call)
{
	u32 word;

	if (BPF_CLASS(insn->code) == BPF_RET)
		return;
	if (insn->code == (BPF_JMP | BPF_JA))
		next += insn->k;
	if (BPF_CLASS(insn->code) != BPF_JMP || BPF_OP(insn->code) == BPF_JA) {
		lead(next, g);
		return;
	}
	if (!call || !g->loaded || g->a > 1 || BPF_SRC(insn->code) == BPF_X) {
		lead(next + insn->jt, g);
		lead(next + insn->jf, g);
		return;
	}
	word = g->a ? call->arch : (u32)call->nr;
	lead(next + (jumps(insn, word) ? insn->jt : insn->jf), g);
}

static void fill_from(struct pool *pool, const struct stack_filter *f,
		      const struct seccomp_data *call)
{
	struct place places[BPF_MAXINSNS] = { { .reached = true } };
	struct guess g = {};
	unsigned int pc;

	for (pc = 0; pc < f->len; pc++) {
		if (!places[pc].reached)
			continue;
		g.a = places[pc].a;
		g.loaded = places[pc].loaded;
		follow(pool, &g, &f->insns[pc]);
		go_on(&places[pc + 1], &g, &f->insns[pc], call);
	}
}

void pool_fill(struct pool *pool, const struct stack *s,
	       const struct seccomp_data *call)
{
	unsigned int i;

	for (i = 0; i < POOL_WORDS; i++)
		pool->word[i].n = 0;
	for (i = 0; i < s->depth; i++)
		fill_from(pool, &s->filter[i], call);
}

u32 pool_pick(const struct pool *pool, struct random *r, unsigned int word)
{
	static const u32 edges[] = { 0, 0, U32_MAX, 0x80000000, 0x7fffffff };
	const u64 dice = random_u64(r);
	const u32 low = dice;

	if (dice >> 62 == 0) {
		if (dice >> 59 & 1)
			return edges[low % ARRAY_SIZE(edges)];
		if (dice >> 60 & 1)
			return low;
		word = (dice >> 32 & 0xffff) % POOL_WORDS;
	}
	if (!pool->word[word].n)
		return dice >> 58 & 3 ? 0 : low;
	/* Mostly the value itself, or one of its neighbours */
	return pool->word[word].value[low % pool->word[word].n] +
	       (dice >> 57 & 1 ? 0 : (dice >> 40) % 3 - 1);
}
