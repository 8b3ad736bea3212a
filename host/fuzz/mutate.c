// SPDX-License-Identifier: GPL-2.0-only
/*
 * How one input becomes another: fresh filters by the shapes, changes to single
 * instructions that mostly leave a valid program, stacks put together and taken
 * apart, and bytes changed as libFuzzer does it.
 */
#include "build.h"
#include "generate.h"
#include "stack.h"

#include <stdlib.h>
#include <string.h>

size_t LLVMFuzzerMutate(u8 *data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max,
			       unsigned int seed);

/* The input: filters and separators. */
struct draft {
	struct random *r;
	struct sock_filter *insns;
	unsigned int len, max;
};

static bool separates(const struct sock_filter *insn)
{
	return insn->code == STACK_SEPARATOR.code;
}

/* One of the filters: from *@from up to what is returned. */
static unsigned int pick_filter(const struct draft *d, unsigned int *from)
{
	unsigned int end = d->len ? random_below(d->r, d->len) : 0;

	*from = end;
	while (*from && !separates(&d->insns[*from - 1]))
		(*from)--;
	while (end < d->len && !separates(&d->insns[end]))
		end++;
	return end;
}

static void separate(struct draft *d)
{
	if (d->len && d->len < d->max)
		d->insns[d->len++] = STACK_SEPARATOR;
}

static void add_shape(struct draft *d)
{
	separate(d);
	d->len += shape_any(d->r, &d->insns[d->len], d->max - d->len);
}

/* The same once more, so that there is a twin. */
static void add_copy(struct draft *d)
{
	unsigned int from, end = pick_filter(d, &from);

	separate(d);
	if (end > d->len || end - from > d->max - d->len)
		return;
	memcpy(&d->insns[d->len], &d->insns[from],
	       (end - from) * sizeof(*d->insns));
	d->len += end - from;
}

static void fresh(struct draft *d)
{
	unsigned int depth = random_once_in(d->r, 2) ? 1 :
			     1 + random_below(d->r, STACK_DEEPEST);

	d->len = 0;
	while (depth--) {
		if (d->len && random_once_in(d->r, 4))
			add_copy(d);
		else
			add_shape(d);
	}
}

static void remove_filter(struct draft *d)
{
	unsigned int from, end = pick_filter(d, &from);

	if (end < d->len)
		end++;
	else if (from)
		from--;
	memmove(&d->insns[from], &d->insns[end],
		(d->len - end) * sizeof(*d->insns));
	d->len -= end - from;
}

static void change_constant(struct random *r, struct sock_filter *insn)
{
	switch (random_below(r, 5)) {
	case 0:
		insn->k++;
		break;
	case 1:
		insn->k--;
		break;
	case 2:
		insn->k ^= 1U << random_below(r, 32);
		break;
	case 3:
		insn->k = generate_word(r);
		break;
	default:
		insn->k = random_once_in(r, 2) ? pick_nr(r) : pick_ret(r);
	}
}

static void change_jump(struct random *r, struct sock_filter *insn, u32 left)
{
	const u32 most = left > 1 ? left - 1 : 1;

	if (insn->code == (BPF_JMP | BPF_JA))
		insn->k = random_below(r, most);
	else if (random_once_in(r, 2))
		insn->jt = random_below(r, most < 255 ? most : 255);
	else
		insn->jf = random_below(r, most < 255 ? most : 255);
}

static void change_code(struct random *r, struct sock_filter *insn)
{
	static const u16 codes[] = {
		BPF_JMP | BPF_JEQ, BPF_JMP | BPF_JGT, BPF_JMP | BPF_JGE,
		BPF_JMP | BPF_JSET, BPF_ALU | BPF_ADD, BPF_ALU | BPF_AND,
		BPF_ALU | BPF_RSH, BPF_ALU | BPF_DIV, BPF_MISC | BPF_TAX,
		BPF_MISC | BPF_TXA, BPF_LD | BPF_IMM, BPF_LDX | BPF_IMM,
		BPF_ST, BPF_STX, BPF_LD | BPF_MEM, BPF_LDX | BPF_MEM,
		BPF_LD | BPF_W | BPF_LEN, BPF_RET | BPF_A,
	};

	if (random_once_in(r, 2))
		insn->code ^= BPF_X;
	else
		insn->code = codes[random_below(r, ARRAY_SIZE(codes))];
}

/* Let a stretch of a filter of some shape take the place of as much here. */
static void splice(struct draft *d, unsigned int at, unsigned int end)
{
	static struct sock_filter other[BPF_MAXINSNS];
	const unsigned int len = shape_any(d->r, other, BPF_MAXINSNS);
	unsigned int from, n;

	if (!len || at >= end)
		return;
	from = random_below(d->r, len);
	n = 1 + random_below(d->r, len - from);
	if (n > end - at)
		n = end - at;
	memcpy(&d->insns[at], &other[from], n * sizeof(*other));
}

static void change_one(struct draft *d)
{
	unsigned int from, end = pick_filter(d, &from), at;
	struct sock_filter *insn;

	if (from == end)
		return;
	at = from + random_below(d->r, end - from);
	insn = &d->insns[at];
	switch (random_below(d->r, 10)) {
	case 0 ... 4:
		change_constant(d->r, insn);
		break;
	case 5 ... 6:
		if (BPF_CLASS(insn->code) == BPF_JMP)
			change_jump(d->r, insn, end - at - 1);
		break;
	case 7:
		change_code(d->r, insn);
		break;
	case 8:
		insn->code = BPF_LD | BPF_W | BPF_ABS;
		insn->k = 4 * random_below(d->r, 16);
		break;
	default:
		splice(d, at, end - 1);
	}
}

size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max,
			       unsigned int seed)
{
	struct random r = { .state = seed };
	struct draft d = {
		.r = &r,
		.insns = (struct sock_filter *)data,
		.len = size / sizeof(struct sock_filter),
		.max = max / sizeof(struct sock_filter),
	};
	unsigned int n;

	if (!d.max)
		return size;
	switch (d.len ? random_below(&r, 20) : 0) {
	case 0 ... 5:
		fresh(&d);
		break;
	case 6:
		add_shape(&d);
		break;
	case 7:
		add_copy(&d);
		break;
	case 8:
		remove_filter(&d);
		break;
	case 9 ... 12:
		return LLVMFuzzerMutate(data, size, max);
	default:
		for (n = 1 + random_below(&r, 4); n; n--)
			change_one(&d);
	}
	return d.len * sizeof(*d.insns);
}
