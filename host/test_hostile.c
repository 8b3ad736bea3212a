// SPDX-License-Identifier: GPL-2.0-only
/*
 * Programs that no checker let pass: the answer is "not constant", and the
 * evaluator neither leaves the program's memory nor stays in it for ever.
 */
#include "checker.h"
#include "random.h"
#include "tap.h"
#include "tests.h"

#include <stdlib.h>

static const struct {
	const char *name;
	struct sock_filter insns[8];
	unsigned int len;
} cases[] = {
	{ "no instruction", .len = 0 },
	{ "no return", PROGRAM(IMM(SECCOMP_RET_ALLOW)) },
	{ "a jump past the return", PROGRAM(J(BPF_JA, 1, 0, 0), RET(1)) },
	{ "JA to the end", PROGRAM(J(BPF_JA, 0, 0, 0)) },
	{ "JA far past the end",
	  PROGRAM(J(BPF_JA, 0x7fffffff, 0, 0), RET(1)) },
	{ "JA to itself", PROGRAM(J(BPF_JA, U32_MAX, 0, 0), RET(1)) },
	{ "JA backwards",
	  PROGRAM(J(BPF_JA, 0, 0, 0), J(BPF_JA, U32_MAX - 1, 0, 0), RET(1)) },
	{ "jt past the end", PROGRAM(J(BPF_JEQ | BPF_K, 0, 1, 0), RET(1)) },
	{ "jf past the end", PROGRAM(J(BPF_JEQ | BPF_K, 1, 0, 255), RET(1)) },
	{ "LD MEM 16", PROGRAM(ST(BPF_LD | BPF_MEM, 16), RET(1)) },
	{ "LDX MEM -1", PROGRAM(ST(BPF_LDX | BPF_MEM, U32_MAX), RET(1)) },
	{ "ST 16", PROGRAM(ST(BPF_ST, 16), RET(1)) },
	{ "STX 2^30", PROGRAM(ST(BPF_STX, 0x40000000), RET(1)) },
	{ "load past the end", PROGRAM(LOAD(64), RET(1)) },
	{ "load at -1", PROGRAM(LOAD(U32_MAX), RET(1)) },
	{ "load of an ancillary", PROGRAM(LOAD(SKF_AD_OFF), RET(1)) },
	{ "load inside nr", PROGRAM(LOAD(1), RET(1)) },
	{ "load across nr and arch", PROGRAM(LOAD(2), RET(1)) },
	{ "load inside arch", PROGRAM(LOAD(7), RET(1)) },
	{ "LD H", PROGRAM(ST(BPF_LD | BPF_H | BPF_ABS, 0), RET(1)) },
	{ "LD B", PROGRAM(ST(BPF_LD | BPF_B | BPF_ABS, 0), RET(1)) },
	{ "LD IND", PROGRAM(ST(BPF_LD | BPF_W | BPF_IND, 0), RET(1)) },
	{ "LDX ABS", PROGRAM(ST(BPF_LDX | BPF_W | BPF_ABS, 0), RET(1)) },
	{ "LDX MSH", PROGRAM(ST(BPF_LDX | BPF_B | BPF_MSH, 0), RET(1)) },
	{ "MOD K", PROGRAM(ALU(BPF_MOD | BPF_K, 3), RET(1)) },
	{ "MOD X", PROGRAM(IMX(3), ALU(BPF_MOD | BPF_X, 0), RET(1)) },
	{ "DIV K by 0", PROGRAM(ALU(BPF_DIV | BPF_K, 0), RET(1)) },
	{ "LSH K by 32", PROGRAM(IMM(1), ALU(BPF_LSH | BPF_K, 32), RET(1)) },
	{ "RSH K by -1",
	  PROGRAM(IMM(1), ALU(BPF_RSH | BPF_K, U32_MAX), RET(1)) },
	{ "NEG X", PROGRAM(ALU(BPF_NEG | BPF_X, 0), RET(1)) },
	{ "JA X", PROGRAM(J(BPF_JA | BPF_X, 0, 0, 0), RET(1)) },
	{ "JMP 0x50", PROGRAM(J(0x50, 0, 0, 0), RET(1)) },
	{ "RET X", PROGRAM(ST(BPF_RET | BPF_X, 0), RET(1)) },
	{ "opcode 0x106, RET but for a high bit",
	  PROGRAM(ST(0x100 | BPF_RET, 0), RET(1)) },
	{ "opcode 0xffff", PROGRAM(ST(0xffff, 0), RET(1)) },
};

/* No opcode but those which seccomp accepts is understood. */
static void test_every_opcode(void)
{
	unsigned int code, understood = 0;
	bool good = true;

	for (code = 0; code <= 0xffff; code++) {
		const struct sock_filter insns[] = {
			ST(BPF_ST, 1), { code, 0, 0, 1 }, RET(1), RET(1),
		};
		bool accepted = !checker_objection(insns, ARRAY_SIZE(insns)) &&
				code != (BPF_LD | BPF_W | BPF_ABS);
		bool constant = evaluate(insns, ARRAY_SIZE(insns), 0,
					 0).constant;

		understood += constant;
		if (constant == accepted)
			continue;
		good = false;
		note("opcode 0x%x: %s", code,
		     constant ? "understood" : "not understood");
	}
	ok(good, "hostile: of all opcodes the accepted ones are understood");
	ok(understood == 40, "hostile: these are %u", understood);
}

/* Bytes without any rule: only memory and time matter. */
static void test_noise(void)
{
	struct random r = { .state = 1 };
	struct sock_filter insns[32];
	unsigned int i, round, len, constant = 0;

	for (round = 0; round < 300000; round++) {
		len = random_below(&r, ARRAY_SIZE(insns)) + 1;
		for (i = 0; i < len; i++)
			insns[i] = (struct sock_filter){
				random_below(&r, 16) ? random_below(&r, 256) :
						       random_u32(&r),
				random_below(&r, 4), random_below(&r, 4),
				random_below(&r, 4) ? random_below(&r, 64) :
						      random_u32(&r),
			};
		constant += evaluate(insns, len, random_u32(&r),
				     random_u32(&r)).constant;
	}
	ok(true, "hostile: %u programs of noise, %u constant", round, constant);
}

/* The longest walk there is, and one that is longer. */
static void test_length(void)
{
	static struct sock_filter insns[BPF_MAXINSNS];
	unsigned int i;

	for (i = 0; i < BPF_MAXINSNS; i++)
		insns[i] = (struct sock_filter)ALU(BPF_ADD | BPF_K, 1);
	ok(!evaluate(insns, BPF_MAXINSNS, 0, 0).constant,
	   "hostile: 4096 instructions, no return");
	insns[BPF_MAXINSNS - 1] = (struct sock_filter)RET_A;
	ok(evaluate(insns, BPF_MAXINSNS, 0, 0).ret == BPF_MAXINSNS - 1,
	   "hostile: 4096 instructions");
}

void test_hostile(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		ok(checker_objection(cases[i].insns, cases[i].len) &&
		   !evaluate(cases[i].insns, cases[i].len, 0, 0).constant,
		   "hostile: %s", cases[i].name);
	test_every_opcode();
	test_noise();
	test_length();
}
