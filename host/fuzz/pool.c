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

/* Which word is where: a guess that takes the program as a straight line. */
struct guess {
	unsigned int a, x, mem[BPF_MEMWORDS];
};

static void follow(struct pool *pool, struct guess *g,
		   const struct sock_filter *insn)
{
	switch (insn->code) {
	case BPF_LD | BPF_W | BPF_ABS:
		g->a = insn->k / sizeof(u32);
		return;
	case BPF_LD | BPF_MEM:
		g->a = g->mem[insn->k];
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
		return;
	}
	switch (BPF_CLASS(insn->code)) {
	case BPF_LD:
	case BPF_LDX:
		add(pool, g->a, insn->k);
		break;
	case BPF_ALU:
		add(pool, g->a, insn->k);
		add(pool, g->a, ~insn->k);
		break;
	case BPF_JMP:
		if (BPF_OP(insn->code) != BPF_JA)
			add(pool, g->a, insn->k);
		break;
	}
}

void pool_fill(struct pool *pool, const struct stack *s)
{
	unsigned int i, pc;

	for (i = 0; i < POOL_WORDS; i++)
		pool->word[i].n = 0;
	for (i = 0; i < s->depth; i++) {
		struct guess g = {};

		for (pc = 0; pc < s->filter[i].len; pc++)
			follow(pool, &g, &s->filter[i].insns[pc]);
	}
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
