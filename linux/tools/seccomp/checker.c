// SPDX-License-Identifier: GPL-2.0-only
#include "checker.h"

#include <linux/seccomp.h>

static bool is_conditional_jump(u16 code)
{
	u16 op = BPF_OP(code);

	return BPF_CLASS(code) == BPF_JMP &&
	       (op == BPF_JEQ || op == BPF_JGT || op == BPF_JGE ||
		op == BPF_JSET) &&
	       code == (BPF_JMP | op | BPF_SRC(code));
}

static bool is_alu(u16 code)
{
	u16 op = BPF_OP(code);

	return BPF_CLASS(code) == BPF_ALU &&
	       (op == BPF_ADD || op == BPF_SUB || op == BPF_MUL ||
		op == BPF_DIV || op == BPF_AND || op == BPF_OR ||
		op == BPF_XOR || op == BPF_LSH || op == BPF_RSH) &&
	       code == (BPF_ALU | op | BPF_SRC(code));
}

static const char *alu_objection(const struct sock_filter *insn)
{
	if (BPF_SRC(insn->code) == BPF_X)
		return NULL;

	switch (BPF_OP(insn->code)) {
	case BPF_DIV:
		return insn->k ? NULL : "division by constant zero";
	case BPF_LSH:
	case BPF_RSH:
		return insn->k < 32 ? NULL : "shift by 32 or more";
	}
	return NULL;
}

static const char *insn_objection(const struct sock_filter *insn,
				  unsigned int left)
{
	if (is_alu(insn->code))
		return alu_objection(insn);
	if (is_conditional_jump(insn->code))
		return insn->jt < left && insn->jf < left ? NULL :
		       "conditional jump out of range";

	switch (insn->code) {
	case BPF_JMP | BPF_JA:
		return insn->k < left ? NULL : "jump out of range";
	case BPF_LD | BPF_W | BPF_ABS:
		return insn->k < sizeof(struct seccomp_data) && !(insn->k & 3) ?
		       NULL : "load offset";
	case BPF_LD | BPF_MEM:
	case BPF_LDX | BPF_MEM:
	case BPF_ST:
	case BPF_STX:
		return insn->k < BPF_MEMWORDS ? NULL : "scratch memory index";
	case BPF_LD | BPF_W | BPF_LEN:
	case BPF_LDX | BPF_W | BPF_LEN:
	case BPF_LD | BPF_IMM:
	case BPF_LDX | BPF_IMM:
	case BPF_ALU | BPF_NEG:
	case BPF_MISC | BPF_TAX:
	case BPF_MISC | BPF_TXA:
	case BPF_RET | BPF_K:
	case BPF_RET | BPF_A:
		return NULL;
	}
	return "opcode";
}

/*
 * As the kernel does it, a cell counts as written at an instruction only if
 * it was on every jump there and, if the instruction before is no jump, on
 * the way through that as well (even when that is a RET).
 */
static const char *scratch_objection(const struct sock_filter *insns,
				     unsigned int len, unsigned int *at)
{
	u16 written[BPF_MAXINSNS], now = 0;
	unsigned int pc;

	for (pc = 0; pc < len; pc++)
		written[pc] = 0xffff;

	for (pc = 0; pc < len; pc++) {
		const struct sock_filter *insn = &insns[pc];

		now &= written[pc];
		if (is_conditional_jump(insn->code)) {
			written[pc + 1 + insn->jt] &= now;
			written[pc + 1 + insn->jf] &= now;
			now = 0xffff;
			continue;
		}
		switch (insn->code) {
		case BPF_JMP | BPF_JA:
			written[pc + 1 + insn->k] &= now;
			now = 0xffff;
			break;
		case BPF_ST:
		case BPF_STX:
			now |= 1 << insn->k;
			break;
		case BPF_LD | BPF_MEM:
		case BPF_LDX | BPF_MEM:
			if (!(now & 1 << insn->k)) {
				*at = pc;
				return "scratch memory read before written";
			}
		}
	}
	return NULL;
}

const char *checker_objection_at(const struct sock_filter *insns,
				 unsigned int len, unsigned int *at)
{
	const char *objection;

	*at = 0;
	if (!len || len > BPF_MAXINSNS)
		return "length";

	for (; *at < len; (*at)++) {
		objection = insn_objection(&insns[*at], len - *at - 1);
		if (objection)
			return objection;
	}
	*at = len - 1;
	if (BPF_CLASS(insns[*at].code) != BPF_RET)
		return "no return at the end";

	return scratch_objection(insns, len, at);
}
