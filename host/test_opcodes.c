// SPDX-License-Identifier: GPL-2.0-only
/*
 * What each instruction that seccomp accepts does, and that no read of an
 * argument or of the instruction pointer passes for constant. Every program
 * is judged by the table, by the checker and by the oracle.
 */
#include "checker.h"
#include "oracle.h"
#include "seccomp_eval.h"
#include "tap.h"
#include "tests.h"

#include <linux/audit.h>

#define NR	39
#define ARCH	AUDIT_ARCH_X86_64

static const struct {
	const char *name;
	u32 ret;
	struct sock_filter insns[8];
	unsigned int len;
} constants[] = {
	{ "RET K", 7, PROGRAM(RET(7)) },
	{ "RET K, all bits", U32_MAX, PROGRAM(RET(U32_MAX)) },
	{ "A starts at 0", 0, PROGRAM(RET_A) },
	{ "X starts at 0", 0, PROGRAM(IMM(5), TXA, RET_A) },
	{ "LD IMM", 0x80000001, PROGRAM(IMM(0x80000001), RET_A) },
	{ "LDX IMM, TXA", 6, PROGRAM(IMX(6), TXA, RET_A) },
	{ "TAX copies", 9, PROGRAM(IMM(9), TAX, IMM(1), TXA, RET_A) },
	{ "TAX leaves A", 9, PROGRAM(IMM(9), TAX, RET_A) },
	{ "LD nr", NR, PROGRAM(LOAD(NR_AT), RET_A) },
	{ "LD arch", ARCH, PROGRAM(LOAD(ARCH_AT), RET_A) },
	{ "LD LEN", 64, PROGRAM(ST(BPF_LD | BPF_W | BPF_LEN, 3), RET_A) },
	{ "LDX LEN", 64,
	  PROGRAM(ST(BPF_LDX | BPF_W | BPF_LEN, 3), TXA, RET_A) },

	{ "ADD K", 1, PROGRAM(IMM(U32_MAX), ALU(BPF_ADD | BPF_K, 2), RET_A) },
	{ "ADD X", 8, PROGRAM(IMM(5), IMX(3), ALU(BPF_ADD | BPF_X, 9), RET_A) },
	{ "SUB K", U32_MAX, PROGRAM(IMM(1), ALU(BPF_SUB | BPF_K, 2), RET_A) },
	{ "SUB X", 2, PROGRAM(IMM(5), IMX(3), ALU(BPF_SUB | BPF_X, 9), RET_A) },
	{ "MUL K", 0xfffffffe,
	  PROGRAM(IMM(U32_MAX), ALU(BPF_MUL | BPF_K, 2), RET_A) },
	{ "MUL X", 0x20000,
	  PROGRAM(IMM(0x10001), IMX(0x10000), ALU(BPF_MUL | BPF_X, 0),
		  ALU(BPF_MUL | BPF_K, 2), RET_A) },
	{ "DIV K", 0x7fffffff,
	  PROGRAM(IMM(U32_MAX), ALU(BPF_DIV | BPF_K, 2), RET_A) },
	{ "DIV K is unsigned", 1,
	  PROGRAM(IMM(0x80000000), ALU(BPF_DIV | BPF_K, 0x80000000), RET_A) },
	{ "DIV X", 3, PROGRAM(IMM(10), IMX(3), ALU(BPF_DIV | BPF_X, 0), RET_A) },
	{ "DIV X by 0 ends the program with 0", 0,
	  PROGRAM(IMM(10), ALU(BPF_DIV | BPF_X, 1), RET(7)) },
	{ "AND K", 0x0c, PROGRAM(IMM(0x3c), ALU(BPF_AND | BPF_K, 0xf), RET_A) },
	{ "AND X", 0x30,
	  PROGRAM(IMM(0x3c), IMX(0xf0), ALU(BPF_AND | BPF_X, 0), RET_A) },
	{ "OR K", 0x3f, PROGRAM(IMM(0x3c), ALU(BPF_OR | BPF_K, 0xf), RET_A) },
	{ "OR X", 0xfc,
	  PROGRAM(IMM(0x3c), IMX(0xf0), ALU(BPF_OR | BPF_X, 0), RET_A) },
	{ "XOR K", 0x33, PROGRAM(IMM(0x3c), ALU(BPF_XOR | BPF_K, 0xf), RET_A) },
	{ "XOR X", 0xcc,
	  PROGRAM(IMM(0x3c), IMX(0xf0), ALU(BPF_XOR | BPF_X, 0), RET_A) },
	{ "NEG", U32_MAX, PROGRAM(IMM(1), ALU(BPF_NEG, 0), RET_A) },
	{ "NEG of the least", 0x80000000,
	  PROGRAM(IMM(0x80000000), ALU(BPF_NEG, 7), RET_A) },
	{ "LSH K by 0", 1, PROGRAM(IMM(1), ALU(BPF_LSH | BPF_K, 0), RET_A) },
	{ "LSH K by 31", 0x80000000,
	  PROGRAM(IMM(3), ALU(BPF_LSH | BPF_K, 31), RET_A) },
	{ "RSH K by 31", 1,
	  PROGRAM(IMM(U32_MAX), ALU(BPF_RSH | BPF_K, 31), RET_A) },
	{ "LSH X by 4", 0x10,
	  PROGRAM(IMM(1), IMX(4), ALU(BPF_LSH | BPF_X, 0), RET_A) },
	{ "LSH X by 31", 0x80000000,
	  PROGRAM(IMM(5), IMX(31), ALU(BPF_LSH | BPF_X, 0), RET_A) },
	{ "RSH X by 4", 0x0fffffff,
	  PROGRAM(IMM(U32_MAX), IMX(4), ALU(BPF_RSH | BPF_X, 0), RET_A) },
	{ "RSH X by 31", 1,
	  PROGRAM(IMM(U32_MAX), IMX(31), ALU(BPF_RSH | BPF_X, 0), RET_A) },

	{ "ST, LD MEM", 4,
	  PROGRAM(IMM(4), ST(BPF_ST, 0), IMM(1), ST(BPF_LD | BPF_MEM, 0),
		  RET_A) },
	{ "STX, LDX MEM", 4,
	  PROGRAM(IMX(4), ST(BPF_STX, 15), IMX(1), ST(BPF_LDX | BPF_MEM, 15),
		  TXA, RET_A) },
	{ "cells are distinct", 8,
	  PROGRAM(IMM(8), ST(BPF_ST, 14), IMX(4), ST(BPF_STX, 15),
		  ST(BPF_LD | BPF_MEM, 14), RET_A) },
	{ "a cell is overwritten", 9,
	  PROGRAM(IMM(8), ST(BPF_ST, 1), IMX(9), ST(BPF_STX, 1),
		  ST(BPF_LD | BPF_MEM, 1), RET_A) },
	{ "nr through scratch memory", NR + 1,
	  PROGRAM(LOAD(NR_AT), ST(BPF_ST, 7), LOAD(ARCH_AT),
		  ST(BPF_LDX | BPF_MEM, 7), TXA, ALU(BPF_ADD | BPF_K, 1),
		  RET_A) },

	{ "JA 0", 1, PROGRAM(J(BPF_JA, 0, 9, 9), RET(1)) },
	{ "JA 2", 3, PROGRAM(J(BPF_JA, 2, 0, 0), RET(1), RET(2), RET(3)) },
	{ "JEQ K, on nr", 1,
	  PROGRAM(LOAD(NR_AT), J(BPF_JEQ | BPF_K, NR, 0, 1), RET(1), RET(2)) },
	{ "JEQ K, on arch", 2,
	  PROGRAM(LOAD(ARCH_AT), J(BPF_JEQ | BPF_K, ARCH - 1, 0, 1), RET(1),
		  RET(2)) },
};

static const struct {
	u16 op;
	const char *name;
	u32 a, operand;
	bool taken;
} jumps[] = {
	{ BPF_JEQ, "JEQ", 5, 5, true },
	{ BPF_JEQ, "JEQ", 5, 6, false },
	{ BPF_JEQ, "JEQ", U32_MAX, U32_MAX, true },
	{ BPF_JGT, "JGT", 5, 5, false },
	{ BPF_JGT, "JGT", 6, 5, true },
	{ BPF_JGT, "JGT", 0x80000000, 0x7fffffff, true },
	{ BPF_JGT, "JGT", 0x7fffffff, 0x80000000, false },
	{ BPF_JGT, "JGT", U32_MAX, 0xfffffffe, true },
	{ BPF_JGE, "JGE", 5, 5, true },
	{ BPF_JGE, "JGE", 4, 5, false },
	{ BPF_JGE, "JGE", 0x80000000, 1, true },
	{ BPF_JGE, "JGE", 1, 0x80000000, false },
	{ BPF_JSET, "JSET", 6, 2, true },
	{ BPF_JSET, "JSET", 6, 9, false },
	{ BPF_JSET, "JSET", 6, 0, false },
	{ BPF_JSET, "JSET", 0x80000000, 0x80000000, true },
	{ BPF_JSET, "JSET", 0x7fffffff, 0x80000000, false },
};

static const struct seccomp_data inputs[] = {
	{ .nr = NR, .arch = ARCH },
	{ NR, ARCH, -1ULL, { -1ULL, -1ULL, -1ULL, -1ULL, -1ULL, -1ULL } },
};

static bool all_agree(const struct sock_filter *insns, unsigned int len,
		      u32 ret)
{
	struct verdict v = evaluate(insns, len, NR, ARCH);
	unsigned int i;

	if (checker_objection(insns, len) || !v.constant || v.ret != ret)
		return false;
	for (i = 0; i < ARRAY_SIZE(inputs); i++)
		if (oracle_run(insns, &inputs[i]).ret != ret)
			return false;
	return true;
}

/* Each jump from K and from X, and with neither, one or both ways at 0. */
static bool jump_agrees(unsigned int i, u16 src, u8 jt, u8 jf)
{
	const u32 k = src == BPF_K ? jumps[i].operand : ~jumps[i].operand;
	const struct sock_filter insns[] = {
		IMM(jumps[i].a), IMX(jumps[i].operand),
		J(jumps[i].op | src, k, jt, jf), RET(10), RET(11), RET(12),
	};

	return all_agree(insns, ARRAY_SIZE(insns),
			 10 + (jumps[i].taken ? jt : jf));
}

static void test_jump(unsigned int i, u16 src)
{
	unsigned int jt, jf;
	bool good = true;

	for (jt = 0; jt < 3; jt++)
		for (jf = 0; jf < 3; jf++)
			good &= jump_agrees(i, src, jt, jf);
	ok(good, "opcodes: %s %s: 0x%x and 0x%x: %staken", jumps[i].name,
	   src == BPF_K ? "K" : "X", jumps[i].a, jumps[i].operand,
	   jumps[i].taken ? "" : "not ");
}

/* The words of struct seccomp_data that are neither nr nor arch. */
static void test_input_word(unsigned int off)
{
	const struct sock_filter read[] = { LOAD(off), RET(1) };
	const struct sock_filter on_path[] = {
		LOAD(NR_AT), J(BPF_JEQ | BPF_K, NR, 0, 1), LOAD(off), RET(1),
	};
	const struct sock_filter off_path[] = {
		LOAD(NR_AT), J(BPF_JEQ | BPF_K, NR, 1, 0), LOAD(off), RET(1),
	};
	const struct sock_filter dead[] = { RET(1), LOAD(off), RET(2) };
	const struct sock_filter late[] = { IMM(1), LOAD(off), IMM(1), RET_A };

	ok(!evaluate(read, ARRAY_SIZE(read), NR, ARCH).constant,
	   "opcodes: load of word %u is not constant", off);
	ok(!evaluate(late, ARRAY_SIZE(late), NR, ARCH).constant,
	   "opcodes: load of word %u, not used, is not constant", off);
	ok(!evaluate(on_path, ARRAY_SIZE(on_path), NR, ARCH).constant,
	   "opcodes: load of word %u on the path is not constant", off);
	ok(evaluate(on_path, ARRAY_SIZE(on_path), NR + 1, ARCH).constant &&
	   all_agree(off_path, ARRAY_SIZE(off_path), 1) &&
	   all_agree(dead, ARRAY_SIZE(dead), 1),
	   "opcodes: load of word %u off the path does no harm", off);
}

/* JITs shift by such a count modulo 32 or 64, or all out, whatever is done next. */
static void test_far_shift(u16 op, u32 count)
{
	const struct sock_filter insns[] = {
		IMM(5), IMX(count), ALU(op | BPF_X, 0), RET(1),
	};

	ok(!evaluate(insns, ARRAY_SIZE(insns), NR, ARCH).constant,
	   "opcodes: %s X by 0x%x is not constant",
	   op == BPF_LSH ? "LSH" : "RSH", count);
}

/* Allowed is what has the action ALLOW, whatever its data. */
static void test_allows(void)
{
	static const struct {
		u32 ret;
		bool allowed;
	} cases[] = {
		{ SECCOMP_RET_ALLOW, true },
		{ SECCOMP_RET_ALLOW | 0xffff, true },
		{ SECCOMP_RET_LOG, false },
		{ SECCOMP_RET_TRACE, false },
		{ SECCOMP_RET_USER_NOTIF, false },
		{ SECCOMP_RET_ERRNO, false },
		{ SECCOMP_RET_TRAP, false },
		{ SECCOMP_RET_KILL_THREAD, false },
		{ SECCOMP_RET_KILL_PROCESS, false },
		{ SECCOMP_RET_ALLOW | 0x80000000, false },
		{ SECCOMP_RET_ALLOW - 1, false },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		ok(seccomp_ret_allows(cases[i].ret) == cases[i].allowed,
		   "opcodes: 0x%08x is %sallowed", cases[i].ret,
		   cases[i].allowed ? "" : "not ");
	}
}

void test_opcodes(void)
{
	static const u32 far[] = { 32, 33, 63, 64, 0x101, U32_MAX };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(constants); i++)
		ok(all_agree(constants[i].insns, constants[i].len,
			     constants[i].ret),
		   "opcodes: %s", constants[i].name);
	for (i = 0; i < ARRAY_SIZE(jumps); i++) {
		test_jump(i, BPF_K);
		test_jump(i, BPF_X);
	}
	for (i = 8; i < sizeof(struct seccomp_data); i += 4)
		test_input_word(i);
	for (i = 0; i < ARRAY_SIZE(far); i++) {
		test_far_shift(BPF_LSH, far[i]);
		test_far_shift(BPF_RSH, far[i]);
	}
	test_allows();
}
