// SPDX-License-Identifier: GPL-2.0-only
/* The checker that guards the random programs is itself right. */
#include "checker.h"
#include "tap.h"
#include "tests.h"

#include <string.h>

static const struct {
	const char *name;
	const char *objection;
	struct sock_filter insns[8];
	unsigned int len;
} cases[] = {
	{ "one return", NULL, PROGRAM(RET(0)) },
	{ "return A", NULL, PROGRAM(RET_A) },
	{ "no instruction", "length", .len = 0 },
	{ "no return", "no return at the end", PROGRAM(IMM(1)) },
	{ "return, then more", "no return at the end", PROGRAM(RET(0), TAX) },
	{ "last load", NULL, PROGRAM(LOAD(60), RET_A) },
	{ "load past the end", "load offset", PROGRAM(LOAD(64), RET_A) },
	{ "misaligned load", "load offset", PROGRAM(LOAD(2), RET_A) },
	{ "ancillary load", "load offset",
	  PROGRAM(LOAD(SKF_AD_OFF + SKF_AD_CPU), RET_A) },
	{ "half word load", "opcode",
	  PROGRAM(ST(BPF_LD | BPF_H | BPF_ABS, 0), RET_A) },
	{ "indirect load", "opcode",
	  PROGRAM(ST(BPF_LD | BPF_W | BPF_IND, 0), RET_A) },
	{ "LDX of a word", "opcode",
	  PROGRAM(ST(BPF_LDX | BPF_W | BPF_ABS, 0), RET_A) },
	{ "LDX MSH", "opcode",
	  PROGRAM(ST(BPF_LDX | BPF_B | BPF_MSH, 0), RET_A) },
	{ "modulo", "opcode", PROGRAM(ALU(BPF_MOD | BPF_K, 3), RET_A) },
	{ "return X", "opcode", PROGRAM(ST(BPF_RET | BPF_X, 0), RET_A) },
	{ "NEG with X", "opcode", PROGRAM(ALU(BPF_NEG | BPF_X, 0), RET_A) },
	{ "JA with X", "opcode", PROGRAM(J(BPF_JA | BPF_X, 0, 0, 0), RET_A) },
	{ "high opcode bits", "opcode", PROGRAM(ST(0x100, 0), RET_A) },
	{ "shift by 31", NULL, PROGRAM(ALU(BPF_LSH | BPF_K, 31), RET_A) },
	{ "shift by 32", "shift by 32 or more",
	  PROGRAM(ALU(BPF_RSH | BPF_K, 32), RET_A) },
	{ "shift by X", NULL, PROGRAM(ALU(BPF_RSH | BPF_X, 32), RET_A) },
	{ "division by 0", "division by constant zero",
	  PROGRAM(ALU(BPF_DIV | BPF_K, 0), RET_A) },
	{ "division by X", NULL, PROGRAM(ALU(BPF_DIV | BPF_X, 0), RET_A) },
	{ "farthest JA", NULL, PROGRAM(J(BPF_JA, 1, 0, 0), TAX, RET_A) },
	{ "too far JA", "jump out of range",
	  PROGRAM(J(BPF_JA, 2, 0, 0), TAX, RET_A) },
	{ "JA to itself", "jump out of range",
	  PROGRAM(J(BPF_JA, U32_MAX, 0, 0), TAX, RET_A) },
	{ "farthest jt and jf", NULL,
	  PROGRAM(J(BPF_JEQ | BPF_K, 1, 1, 1), TAX, RET_A) },
	{ "too far jt", "conditional jump out of range",
	  PROGRAM(J(BPF_JGT | BPF_X, 1, 2, 1), TAX, RET_A) },
	{ "too far jf", "conditional jump out of range",
	  PROGRAM(J(BPF_JSET | BPF_K, 1, 1, 2), TAX, RET_A) },
	{ "last cell", NULL, PROGRAM(ST(BPF_ST, 15), RET_A) },
	{ "cell past the end", "scratch memory index",
	  PROGRAM(ST(BPF_STX, 16), RET_A) },
	{ "read what was written", NULL,
	  PROGRAM(ST(BPF_ST, 3), ST(BPF_LDX | BPF_MEM, 3), RET_A) },
	{ "read what was not", "scratch memory read before written",
	  PROGRAM(ST(BPF_ST, 3), ST(BPF_LD | BPF_MEM, 4), RET_A) },
	{ "written on one of two ways", "scratch memory read before written",
	  PROGRAM(J(BPF_JEQ | BPF_K, 0, 1, 0), ST(BPF_ST, 0),
		  ST(BPF_LD | BPF_MEM, 0), RET_A) },
	{ "written on both ways", NULL,
	  PROGRAM(J(BPF_JEQ | BPF_K, 0, 2, 0), ST(BPF_ST, 0),
		  J(BPF_JA, 1, 0, 0), ST(BPF_STX, 0),
		  ST(BPF_LD | BPF_MEM, 0), RET_A) },
	{ "written, then a RET between", NULL,
	  PROGRAM(ST(BPF_ST, 0), J(BPF_JEQ | BPF_K, 0, 1, 0), RET(0),
		  ST(BPF_LD | BPF_MEM, 0), RET_A) },
	{ "read where nothing leads to", NULL,
	  PROGRAM(J(BPF_JA, 1, 0, 0), ST(BPF_LD | BPF_MEM, 0), RET_A) },
};

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

void test_checker(void)
{
	static struct sock_filter longest[BPF_MAXINSNS + 1];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		ok(same(checker_objection(cases[i].insns, cases[i].len),
			cases[i].objection),
		   "checker: %s: %s", cases[i].name,
		   cases[i].objection ? cases[i].objection : "accepted");

	for (i = 0; i < ARRAY_SIZE(longest); i++)
		longest[i] = (struct sock_filter)RET(0);
	ok(!checker_objection(longest, BPF_MAXINSNS), "checker: longest");
	ok(checker_objection(longest, BPF_MAXINSNS + 1), "checker: too long");
}
