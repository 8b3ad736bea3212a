/* SPDX-License-Identifier: GPL-2.0-only */
/* The groups of tests, and what they share. */
#ifndef HOST_TESTS_H
#define HOST_TESTS_H

#include <linux/array_size.h>
#include <linux/filter.h>
#include <linux/limits.h>
#include <linux/seccomp.h>

#define NR_AT		offsetof(struct seccomp_data, nr)
#define ARCH_AT		offsetof(struct seccomp_data, arch)

#define ST(code, k)	BPF_STMT((code), (k))
#define J(op, k, t, f)	BPF_JUMP(BPF_JMP | (op), (k), (t), (f))
#define LOAD(off)	ST(BPF_LD | BPF_W | BPF_ABS, (off))
#define RET(k)		ST(BPF_RET | BPF_K, (k))
#define RET_A		ST(BPF_RET | BPF_A, 0)
#define IMM(k)		ST(BPF_LD | BPF_IMM, (k))
#define IMX(k)		ST(BPF_LDX | BPF_IMM, (k))
#define ALU(op, k)	ST(BPF_ALU | (op), (k))
#define TAX		ST(BPF_MISC | BPF_TAX, 0)
#define TXA		ST(BPF_MISC | BPF_TXA, 0)

/* A program for the initializer of a table. */
#define PROGRAM(...) \
	.insns = { __VA_ARGS__ }, \
	.len = ARRAY_SIZE(((struct sock_filter[]){ __VA_ARGS__ }))

/* An evaluator's answer. */
struct verdict {
	bool constant;
	u32 ret;
};

/*
 * Evaluate a copy of the program that ends where its memory ends, so that the
 * address sanitizer sees any access out of range.
 */
struct verdict evaluate(const struct sock_filter *insns, unsigned int len,
			u32 nr, u32 arch);

void test_checker(void);
void test_opcodes(void);
void test_hostile(void);
void test_random(u64 seed, unsigned long rounds);
void test_flow(u64 seed, unsigned long rounds);
void test_reduce(u64 seed, unsigned long rounds);
void test_chain(u64 seed, unsigned long rounds);
void test_possible(u64 seed, unsigned long rounds);
void test_libseccomp(void);
void test_flow_corpus(const char *dir);
void test_reduce_corpus(const char *dir, u64 seed);

#endif
