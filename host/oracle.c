// SPDX-License-Identifier: GPL-2.0-only
#include "oracle.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct oracle_count oracle_count[2];
bool oracle_shifts_out;

/* What JITs do in different ways; by a constant no checked program does. */
static bool is_far_shift(u16 op, u32 src)
{
	return (op == BPF_LSH || op == BPF_RSH) && src > 31;
}

/* BPF_ALU is 32 bits wide in eBPF, too; the upper half becomes zero. */
static u64 alu32(struct oracle_count *count, u16 op, u32 dst, u32 src)
{
	if (is_far_shift(op, src)) {
		count->far_shift++;
		if (oracle_shifts_out)
			return 0;
	}

	switch (op) {
	case BPF_ADD:
		count->wrap += (u32)(dst + src) < dst;
		return (u32)(dst + src);
	case BPF_SUB:
		count->wrap += dst < src;
		return (u32)(dst - src);
	case BPF_MUL:
		count->wrap += ((u64)dst * src) >> 32 != 0;
		return (u32)(dst * src);
	case BPF_DIV:
		return dst / src;
	case BPF_AND:
		return dst & src;
	case BPF_OR:
		return dst | src;
	case BPF_XOR:
		return dst ^ src;
	case BPF_LSH:
		return (u32)(dst << (src & 31));
	case BPF_RSH:
		return dst >> (src & 31);
	}
	abort();
}

/* BPF_JMP is 64 bits wide and unsigned. */
static bool jump64(u16 op, u64 dst, u64 src)
{
	switch (op) {
	case BPF_JEQ:
		return dst == src;
	case BPF_JGT:
		return dst > src;
	case BPF_JGE:
		return dst >= src;
	case BPF_JSET:
		return dst & src;
	}
	abort();
}

struct machine {
	const struct seccomp_data *data;
	u64 a, x;
	u32 stack[BPF_MEMWORDS];
	u16 written;
	struct outcome out;
};

static u64 load_word(struct machine *m, u32 off)
{
	u32 word;

	assert(off + sizeof(word) <= sizeof(*m->data) && !(off & 3));
	oracle_count[m->out.reads_input].load[off / sizeof(word)]++;
	if (off != offsetof(struct seccomp_data, nr) &&
	    off != offsetof(struct seccomp_data, arch))
		m->out.reads_input = true;
	memcpy(&word, (const char *)m->data + off, sizeof(word));
	return word;
}

static u64 load_stack(const struct machine *m, u32 cell)
{
	assert(cell < BPF_MEMWORDS && m->written & 1 << cell);
	return m->stack[cell];
}

static void store_stack(struct machine *m, u32 cell, u32 value)
{
	assert(cell < BPF_MEMWORDS);
	m->stack[cell] = value;
	m->written |= 1 << cell;
}

static struct outcome finish(struct machine *m, u32 ret)
{
	m->out.ret = ret;
	return m->out;
}

struct outcome oracle_run(const struct sock_filter *insns,
			  const struct seccomp_data *data)
{
	struct machine m = { .data = data };
	const struct sock_filter *insn;
	struct oracle_count *count;
	u64 src;

	for (insn = insns; ; insn++) {
		m.out.steps++;
		count = &oracle_count[m.out.reads_input];
		count->code[insn->code & 0xff]++;
		src = BPF_SRC(insn->code) == BPF_X ? m.x : insn->k;

		switch (insn->code) {
		case BPF_LD | BPF_W | BPF_ABS:
			m.a = load_word(&m, insn->k);
			continue;
		case BPF_LD | BPF_W | BPF_LEN:
			m.a = sizeof(struct seccomp_data);
			continue;
		case BPF_LDX | BPF_W | BPF_LEN:
			m.x = sizeof(struct seccomp_data);
			continue;
		case BPF_LD | BPF_IMM:
			m.a = insn->k;
			continue;
		case BPF_LDX | BPF_IMM:
			m.x = insn->k;
			continue;
		case BPF_LD | BPF_MEM:
			m.a = load_stack(&m, insn->k);
			continue;
		case BPF_LDX | BPF_MEM:
			m.x = load_stack(&m, insn->k);
			continue;
		case BPF_ST:
			store_stack(&m, insn->k, m.a);
			continue;
		case BPF_STX:
			store_stack(&m, insn->k, m.x);
			continue;
		case BPF_MISC | BPF_TAX:
			m.x = m.a;
			continue;
		case BPF_MISC | BPF_TXA:
			m.a = m.x;
			continue;
		case BPF_RET | BPF_K:
			return finish(&m, insn->k);
		case BPF_RET | BPF_A:
			return finish(&m, m.a);
		case BPF_JMP | BPF_JA:
			insn += insn->k;
			continue;
		case BPF_ALU | BPF_NEG:
			m.a = (u32)-(u32)m.a;
			continue;
		case BPF_ALU | BPF_DIV | BPF_X:
			m.x = (u32)m.x;
			if (m.x)
				break;
			count->div_by_zero++;
			return finish(&m, 0);
		}

		if (BPF_CLASS(insn->code) == BPF_ALU) {
			m.out.reads_input |= is_far_shift(BPF_OP(insn->code),
							  src);
			m.a = alu32(count, BPF_OP(insn->code), m.a, src);
		} else if (BPF_CLASS(insn->code) == BPF_JMP) {
			insn += jump64(BPF_OP(insn->code), m.a, src) ?
				insn->jt : insn->jf;
		} else {
			abort();
		}
	}
}
