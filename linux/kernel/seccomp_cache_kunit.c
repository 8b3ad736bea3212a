// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of what the seccomp cache is made of
 *
 * The judge of evaluated and of shortened programs is the BPF runtime itself:
 * each program is also run as a socket filter, converted and compiled as any
 * other, on a packet that holds the words of struct seccomp_data. Socket filters
 * load words in network byte order and LEN is the packet's, so the packet looks
 * like struct seccomp_data to both.
 *
 * Of the pass that decides many numbers at once, the evaluator is the judge.
 */
#include <kunit/resource.h>
#include <kunit/test.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/prandom.h>
#include <linux/seccomp.h>
#include <linux/skbuff.h>

#include "seccomp_chain.h"
#include "seccomp_eval.h"
#include "seccomp_flow.h"
#include "seccomp_reduce.h"

#define NR		39
#define ARCH		AUDIT_ARCH_X86_64

#define OP(code, k)	BPF_STMT(code, k)
#define JUMP(op, k, jt, jf) BPF_JUMP(BPF_JMP | (op), k, jt, jf)
#define LD_WORD(off)	OP(BPF_LD | BPF_W | BPF_ABS, off)
#define LD_NR		LD_WORD(offsetof(struct seccomp_data, nr))
#define LD_ARCH		LD_WORD(offsetof(struct seccomp_data, arch))
#define LD_K(k)		OP(BPF_LD | BPF_IMM, k)
#define LDX_K(k)	OP(BPF_LDX | BPF_IMM, k)
#define ALU(op, k)	OP(BPF_ALU | (op), k)
#define TAX		OP(BPF_MISC | BPF_TAX, 0)
#define TXA		OP(BPF_MISC | BPF_TXA, 0)
#define RET_K(k)	OP(BPF_RET | BPF_K, k)
#define RET_A		OP(BPF_RET | BPF_A, 0)

struct eval_case {
	const char *name;
	u32 ret;
	struct sock_filter insns[8];
};

/* A program ends with its last return. */
static unsigned int program_len(const struct eval_case *c)
{
	unsigned int len = ARRAY_SIZE(c->insns);

	while (len && BPF_CLASS(c->insns[len - 1].code) != BPF_RET)
		len--;
	return len;
}

KUNIT_DEFINE_ACTION_WRAPPER(destroy_program, bpf_prog_destroy, struct bpf_prog *);

/* As the BPF runtime has it, until destroyed or the test ends. */
static struct bpf_prog *create_program(struct kunit *test,
				       const struct sock_filter *insns,
				       unsigned int len)
{
	struct sock_fprog_kern fprog = { .len = len };
	struct bpf_prog *prog;

	fprog.filter = kunit_kmalloc_array(test, len, sizeof(*insns),
					   GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, fprog.filter);
	memcpy(fprog.filter, insns, len * sizeof(*insns));
	KUNIT_ASSERT_EQ(test, bpf_prog_create(&prog, &fprog), 0);
	kunit_kfree(test, fprog.filter);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, destroy_program,
							prog), 0);
	return prog;
}

/* What it returns, with all arguments the same. */
static u32 run_created(struct kunit *test, const struct bpf_prog *prog, u32 nr,
		       u8 byte)
{
	const size_t size = sizeof(struct seccomp_data);
	struct sk_buff *skb;
	__be32 *words;
	u32 ret;

	skb = alloc_skb(size, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	words = skb_put(skb, size);
	memset(words, byte, size);
	words[offsetof(struct seccomp_data, nr) / 4] = cpu_to_be32(nr);
	words[offsetof(struct seccomp_data, arch) / 4] = cpu_to_be32(ARCH);

	ret = bpf_prog_run_pin_on_cpu(prog, skb);
	kfree_skb(skb);
	return ret;
}

static u32 run_program(struct kunit *test, const struct sock_filter *insns,
		       unsigned int len)
{
	struct bpf_prog *prog = create_program(test, insns, len);
	const u32 ret = run_created(test, prog, NR, 0x5a);

	kunit_release_action(test, destroy_program, prog);
	return ret;
}

static const struct eval_case constant_cases[] = {
	{ "RET K", U32_MAX, { RET_K(U32_MAX) } },
	{ "A starts at 0", 0, { RET_A } },
	{ "X starts at 0", 0, { LD_K(5), TXA, RET_A } },
	{ "TAX, TXA", 9, { LD_K(9), TAX, LD_K(1), TXA, RET_A } },
	{ "LD nr", NR, { LD_NR, RET_A } },
	{ "LD arch", ARCH, { LD_ARCH, RET_A } },
	{ "LD LEN", 64, { OP(BPF_LD | BPF_W | BPF_LEN, 0), RET_A } },
	{ "LDX LEN", 64, { OP(BPF_LDX | BPF_W | BPF_LEN, 0), TXA, RET_A } },

	{ "ADD K wraps", 1, { LD_K(U32_MAX), ALU(BPF_ADD, 2), RET_A } },
	{ "ADD X", 8, { LD_K(5), LDX_K(3), ALU(BPF_ADD | BPF_X, 9), RET_A } },
	{ "SUB K wraps", U32_MAX, { LD_K(1), ALU(BPF_SUB, 2), RET_A } },
	{ "SUB X", 2, { LD_K(5), LDX_K(3), ALU(BPF_SUB | BPF_X, 9), RET_A } },
	{ "MUL K wraps", 0xfffffffe,
	  { LD_K(U32_MAX), ALU(BPF_MUL, 2), RET_A } },
	{ "MUL X wraps", 0,
	  { LD_K(0x10000), LDX_K(0x10000), ALU(BPF_MUL | BPF_X, 0), RET_A } },
	{ "DIV K is unsigned", 0x7fffffff,
	  { LD_K(U32_MAX), ALU(BPF_DIV, 2), RET_A } },
	{ "DIV X", 3, { LD_K(10), LDX_K(3), ALU(BPF_DIV | BPF_X, 0), RET_A } },
	{ "DIV X by 0 returns 0", 0,
	  { LD_K(10), ALU(BPF_DIV | BPF_X, 0), RET_K(7) } },
	{ "AND K", 0x0c, { LD_K(0x3c), ALU(BPF_AND, 0xf), RET_A } },
	{ "AND X", 0x30,
	  { LD_K(0x3c), LDX_K(0xf0), ALU(BPF_AND | BPF_X, 0), RET_A } },
	{ "OR K", 0x3f, { LD_K(0x3c), ALU(BPF_OR, 0xf), RET_A } },
	{ "OR X", 0xfc,
	  { LD_K(0x3c), LDX_K(0xf0), ALU(BPF_OR | BPF_X, 0), RET_A } },
	{ "XOR K", 0x33, { LD_K(0x3c), ALU(BPF_XOR, 0xf), RET_A } },
	{ "XOR X", 0xcc,
	  { LD_K(0x3c), LDX_K(0xf0), ALU(BPF_XOR | BPF_X, 0), RET_A } },
	{ "NEG", U32_MAX, { LD_K(1), ALU(BPF_NEG, 0), RET_A } },
	{ "LSH K", 0x80000000, { LD_K(3), ALU(BPF_LSH, 31), RET_A } },
	{ "RSH K", 1, { LD_K(U32_MAX), ALU(BPF_RSH, 31), RET_A } },
	{ "LSH X", 0x80000000,
	  { LD_K(5), LDX_K(31), ALU(BPF_LSH | BPF_X, 0), RET_A } },
	{ "RSH X", 0x7fffffff,
	  { LD_K(U32_MAX), LDX_K(1), ALU(BPF_RSH | BPF_X, 0), RET_A } },

	{ "ST, LD MEM", 4,
	  { LD_K(4), OP(BPF_ST, 0), LD_K(1), OP(BPF_LD | BPF_MEM, 0),
	    RET_A } },
	{ "STX, LDX MEM", 4,
	  { LDX_K(4), OP(BPF_STX, 15), LDX_K(1), OP(BPF_LDX | BPF_MEM, 15),
	    TXA, RET_A } },

	{ "JA", 3, { JUMP(BPF_JA, 2, 0, 0), RET_K(1), RET_K(2), RET_K(3) } },
	{ "JEQ K", 1, { LD_NR, JUMP(BPF_JEQ, NR, 0, 1), RET_K(1), RET_K(2) } },
	{ "JEQ X", 2,
	  { LD_NR, LDX_K(NR + 1), JUMP(BPF_JEQ | BPF_X, NR, 0, 1), RET_K(1),
	    RET_K(2) } },
	{ "JGT K is unsigned", 2,
	  { LD_K(1), JUMP(BPF_JGT, 0x80000000, 0, 1), RET_K(1), RET_K(2) } },
	{ "JGT X", 2,
	  { LD_K(5), LDX_K(5), JUMP(BPF_JGT | BPF_X, 1, 0, 1), RET_K(1),
	    RET_K(2) } },
	{ "JGE K is unsigned", 1,
	  { LD_K(U32_MAX), JUMP(BPF_JGE, 1, 0, 1), RET_K(1), RET_K(2) } },
	{ "JGE X", 1,
	  { LD_K(5), LDX_K(5), JUMP(BPF_JGE | BPF_X, 9, 0, 1), RET_K(1),
	    RET_K(2) } },
	{ "JSET K", 1,
	  { LD_K(0x80000001), JUMP(BPF_JSET, 0x80000000, 0, 1), RET_K(1),
	    RET_K(2) } },
	{ "JSET X", 2,
	  { LD_K(6), LDX_K(9), JUMP(BPF_JSET | BPF_X, 2, 0, 1), RET_K(1),
	    RET_K(2) } },

	{ "an argument that is not reached", 1,
	  { LD_NR, JUMP(BPF_JEQ, NR, 1, 0), LD_WORD(16), RET_K(1) } },
};

KUNIT_ARRAY_PARAM_DESC(constant, constant_cases, name);

static void test_constant(struct kunit *test)
{
	const struct eval_case *c = test->param_value;
	const unsigned int len = program_len(c);
	u32 ret = ~c->ret;

	KUNIT_ASSERT_TRUE(test, seccomp_eval(c->insns, len, NR, ARCH, &ret));
	KUNIT_EXPECT_EQ(test, ret, c->ret);
	KUNIT_EXPECT_EQ(test, run_program(test, c->insns, len), c->ret);
}

/*
 * Programs that have an argument, that do what differs between JITs, and such as
 * no checker would let pass
 */
static const struct eval_case unknown_cases[] = {
	{ "no return" },
	{ "an argument that is not used", 0,
	  { LD_WORD(16), LD_K(1), RET_A } },
	{ "an argument that is reached", 0,
	  { LD_NR, JUMP(BPF_JEQ, NR, 0, 1), LD_WORD(60), RET_K(1) } },
	{ "LSH X by 32", 0,
	  { LD_K(5), LDX_K(32), ALU(BPF_LSH | BPF_X, 0), RET_K(1) } },
	{ "RSH X by -1", 0,
	  { LD_K(5), LDX_K(U32_MAX), ALU(BPF_RSH | BPF_X, 0), RET_K(1) } },
	{ "load past the end", 0, { LD_WORD(64), RET_K(1) } },
	{ "load across two words", 0, { LD_WORD(2), RET_K(1) } },
	{ "load of an ancillary", 0, { LD_WORD(SKF_AD_OFF), RET_K(1) } },
	{ "half word", 0, { OP(BPF_LD | BPF_H | BPF_ABS, 0), RET_K(1) } },
	{ "IND", 0, { OP(BPF_LD | BPF_W | BPF_IND, 0), RET_K(1) } },
	{ "MSH", 0, { OP(BPF_LDX | BPF_B | BPF_MSH, 0), RET_K(1) } },
	{ "MOD", 0, { ALU(BPF_MOD, 3), RET_K(1) } },
	{ "DIV K by 0", 0, { ALU(BPF_DIV, 0), RET_K(1) } },
	{ "LSH K by 32", 0, { ALU(BPF_LSH, 32), RET_K(1) } },
	{ "high opcode bits", 0, { OP(0x100 | BPF_RET, 0), RET_K(1) } },
	{ "scratch index 16", 0, { OP(BPF_ST, 16), RET_K(1) } },
	{ "scratch index -1", 0, { OP(BPF_LD | BPF_MEM, -1), RET_K(1) } },
	{ "JA past the end", 0, { JUMP(BPF_JA, 1, 0, 0), RET_K(1) } },
	{ "JA to itself", 0, { JUMP(BPF_JA, -1, 0, 0), RET_K(1) } },
	{ "jt past the end", 0, { JUMP(BPF_JEQ, 0, 1, 0), RET_K(1) } },
};

KUNIT_ARRAY_PARAM_DESC(unknown, unknown_cases, name);

static void test_unknown(struct kunit *test)
{
	const struct eval_case *c = test->param_value;
	u32 ret;

	KUNIT_EXPECT_FALSE(test, seccomp_eval(c->insns, program_len(c), NR,
					      ARCH, &ret));
}

/* Each word but nr and arch. */
static void test_input_words(struct kunit *test)
{
	unsigned int off;
	u32 ret;

	for (off = 8; off < sizeof(struct seccomp_data); off += 4) {
		const struct sock_filter insns[] = { LD_WORD(off), RET_K(1) };

		KUNIT_EXPECT_FALSE_MSG(test, seccomp_eval(insns, 2, NR, ARCH,
							  &ret),
				       "word at %u", off);
	}
}

static void test_allows(struct kunit *test)
{
	static const struct {
		u32 ret;
		bool allowed;
	} cases[] = {
		{ SECCOMP_RET_ALLOW, true },
		{ SECCOMP_RET_ALLOW | SECCOMP_RET_DATA, true },
		{ SECCOMP_RET_ALLOW - 1, false },
		{ SECCOMP_RET_ALLOW | 0x80000000, false },
		{ SECCOMP_RET_LOG, false },
		{ SECCOMP_RET_ERRNO, false },
		{ SECCOMP_RET_KILL_THREAD, false },
		{ SECCOMP_RET_KILL_PROCESS, false },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		KUNIT_EXPECT_EQ(test, seccomp_ret_allows(cases[i].ret),
				cases[i].allowed);
}

static const u16 random_codes[] = {
	BPF_LD | BPF_W | BPF_LEN, BPF_LDX | BPF_W | BPF_LEN,
	BPF_LD | BPF_IMM, BPF_LDX | BPF_IMM, BPF_LD | BPF_MEM,
	BPF_LDX | BPF_MEM, BPF_ST, BPF_STX, BPF_MISC | BPF_TAX,
	BPF_MISC | BPF_TXA,
	BPF_ALU | BPF_ADD | BPF_K, BPF_ALU | BPF_ADD | BPF_X,
	BPF_ALU | BPF_SUB | BPF_K, BPF_ALU | BPF_SUB | BPF_X,
	BPF_ALU | BPF_MUL | BPF_K, BPF_ALU | BPF_MUL | BPF_X,
	BPF_ALU | BPF_DIV | BPF_K, BPF_ALU | BPF_DIV | BPF_X,
	BPF_ALU | BPF_AND | BPF_K, BPF_ALU | BPF_AND | BPF_X,
	BPF_ALU | BPF_OR | BPF_K, BPF_ALU | BPF_OR | BPF_X,
	BPF_ALU | BPF_XOR | BPF_K, BPF_ALU | BPF_XOR | BPF_X,
	BPF_ALU | BPF_LSH | BPF_K, BPF_ALU | BPF_LSH | BPF_X,
	BPF_ALU | BPF_RSH | BPF_K, BPF_ALU | BPF_RSH | BPF_X,
	BPF_ALU | BPF_NEG, BPF_JMP | BPF_JA,
	BPF_JMP | BPF_JEQ | BPF_K, BPF_JMP | BPF_JEQ | BPF_X,
	BPF_JMP | BPF_JGT | BPF_K, BPF_JMP | BPF_JGT | BPF_X,
	BPF_JMP | BPF_JGE | BPF_K, BPF_JMP | BPF_JGE | BPF_X,
	BPF_JMP | BPF_JSET | BPF_K, BPF_JMP | BPF_JSET | BPF_X,
	BPF_LD | BPF_W | BPF_ABS,
};

/* Bring the operand into what the checker accepts, @left follow. */
static void tame(struct sock_filter *insn, unsigned int left)
{
	switch (insn->code) {
	case BPF_LD | BPF_W | BPF_ABS:
		insn->k &= offsetof(struct seccomp_data, arch);
		break;
	case BPF_LD | BPF_MEM:
	case BPF_LDX | BPF_MEM:
	case BPF_ST:
	case BPF_STX:
		insn->k %= BPF_MEMWORDS;
		break;
	case BPF_ALU | BPF_DIV | BPF_K:
		insn->k |= 1;
		break;
	case BPF_ALU | BPF_LSH | BPF_K:
	case BPF_ALU | BPF_RSH | BPF_K:
		insn->k %= 32;
		break;
	case BPF_JMP | BPF_JA:
		insn->k %= min(left, 4U);
		break;
	}
	insn->jt %= min(left, 4U);
	insn->jf %= min(left, 4U);
}

/* Programs without input: first all scratch memory is written, then anything. */
static void random_program(struct rnd_state *rnd, struct sock_filter *insns,
			   unsigned int len)
{
	unsigned int i;

	for (i = 0; i < BPF_MEMWORDS; i++)
		insns[i] = (struct sock_filter)OP(BPF_ST, i);
	for (; i < len - 1; i++) {
		const u32 bits = prandom_u32_state(rnd);

		insns[i].code = random_codes[bits % ARRAY_SIZE(random_codes)];
		insns[i].jt = bits >> 8;
		insns[i].jf = bits >> 16;
		insns[i].k = prandom_u32_state(rnd) >> (bits >> 27);
		tame(&insns[i], len - 1 - i);
	}
	insns[i] = (struct sock_filter)RET_A;
}

static void test_random(struct kunit *test)
{
	struct sock_filter insns[48];
	struct rnd_state rnd;
	unsigned int i, constant = 0;
	u32 ret;

	prandom_seed_state(&rnd, 1);
	for (i = 0; i < 250; i++) {
		const unsigned int len = BPF_MEMWORDS + 1 +
			i % (ARRAY_SIZE(insns) - BPF_MEMWORDS);

		random_program(&rnd, insns, len);
		/* It may shift further than is understood. */
		if (!seccomp_eval(insns, len, NR, ARCH, &ret))
			continue;
		constant++;
		KUNIT_ASSERT_EQ_MSG(test, ret, run_program(test, insns, len),
				    "program %u", i);
	}
	KUNIT_EXPECT_GT(test, constant, 200);
}

/*
 * One pass over the program, @steps at a time, against a walk per number.
 * Returns how many have no verdict because there were no steps left.
 */
static unsigned int compare_flow(struct kunit *test,
				 const struct sock_filter *insns,
				 unsigned int len, u32 first,
				 unsigned int count, unsigned int steps)
{
	unsigned int i, v, undecided = 0;
	struct seccomp_flow *flow;

	flow = kunit_kmalloc(test, sizeof(*flow), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, flow);
	memset(flow, 0x5a, sizeof(*flow));

	seccomp_flow_start(flow, insns, len, ARCH, first, count);
	while (!seccomp_flow_run(flow, steps))
		cond_resched();

	for (i = 0; i < SECCOMP_FLOW_NR; i++) {
		unsigned int sets = 0;
		u32 ret, got = 0;
		const bool constant = i < count &&
			seccomp_eval(insns, len, first + i, ARCH, &ret);

		for (v = 0; v < flow->nr_verdicts; v++) {
			if (test_bit(i, flow->verdicts[v].set)) {
				got = flow->verdicts[v].ret;
				sets++;
			}
		}
		if (constant && !sets && !flow->steps)
			undecided++;
		else if (constant && !sets)
			KUNIT_ASSERT_EQ(test, flow->nr_verdicts,
					SECCOMP_FLOW_VERDICTS);
		else
			KUNIT_ASSERT_EQ(test, sets, constant);
		if (sets)
			KUNIT_ASSERT_EQ(test, got, ret);
	}
	kunit_kfree(test, flow);
	return undecided;
}

static void test_flow_random(struct kunit *test)
{
	struct sock_filter insns[48];
	struct rnd_state rnd;
	unsigned int i;

	prandom_seed_state(&rnd, 2);
	for (i = 0; i < 100; i++) {
		random_program(&rnd, insns, ARRAY_SIZE(insns));
		compare_flow(test, insns, ARRAY_SIZE(insns), i % 3 * 1000,
			     i % 5 ? 460 : i, 1 + i % 7);
	}
}

/* More numbers have something else in X than states can be carried. */
static void test_flow_splits(struct kunit *test)
{
	struct sock_filter insns[3 * (SECCOMP_FLOW_COHORTS + 4) + 3];
	unsigned int i = 0, n;

	for (n = 0; n < SECCOMP_FLOW_COHORTS + 4; n++) {
		insns[i++] = (struct sock_filter)LD_NR;
		insns[i++] = (struct sock_filter)JUMP(BPF_JEQ, n, 0, 1);
		insns[i++] = (struct sock_filter)LDX_K(n);
	}
	insns[i++] = (struct sock_filter)TXA;
	insns[i++] = (struct sock_filter)ALU(BPF_AND, 0xf);
	insns[i++] = (struct sock_filter)RET_A;
	KUNIT_EXPECT_EQ(test, compare_flow(test, insns, i, 0, SECCOMP_FLOW_NR,
					   64), 0);
}

/* Each number goes alone, until no steps are left: the others lose no more. */
static void test_flow_steps(struct kunit *test)
{
	const unsigned int len = BPF_MAXINSNS;
	struct sock_filter *insns;
	unsigned int i;

	insns = kunit_kmalloc_array(test, len, sizeof(*insns), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, insns);
	insns[0] = (struct sock_filter)LD_NR;
	for (i = 1; i < len - 2; i++)
		insns[i] = (struct sock_filter)ALU(BPF_XOR, i);
	insns[i++] = (struct sock_filter)ALU(BPF_AND, 0xf);
	insns[i] = (struct sock_filter)RET_A;
	KUNIT_EXPECT_EQ(test, compare_flow(test, insns, len, 0,
					   SECCOMP_FLOW_NR, 64),
			SECCOMP_FLOW_NR - SECCOMP_FLOW_STEPS / len);
}

/* As many verdicts as numbers: more than are told apart. */
static void test_flow_verdicts(struct kunit *test)
{
	const struct sock_filter insns[] = { LD_NR, RET_A };

	compare_flow(test, insns, 2, 0, SECCOMP_FLOW_VERDICTS - 1, 64);
	compare_flow(test, insns, 2, 100, SECCOMP_FLOW_NR, 64);
}

/*
 * What is left of a filter that compares many numbers, then an argument, after a
 * comparison that nothing can come of, of which libseccomp makes many.
 */
static void test_reduce_tail(struct kunit *test)
{
	const struct sock_filter masked[] = {
		LD_WORD(20), ALU(BPF_AND, 0), JUMP(BPF_JEQ, 0, 0, 3),
	}, tail[] = {
		LD_WORD(16), JUMP(BPF_JEQ, 8, 0, 1), RET_K(1), RET_K(2),
	};
	struct sock_filter insns[32 + ARRAY_SIZE(masked) + ARRAY_SIZE(tail)];
	struct seccomp_reduce *reduce;
	unsigned int i, len;

	insns[0] = (struct sock_filter)LD_NR;
	for (i = 1; i < 31; i++)
		insns[i] = (struct sock_filter)JUMP(BPF_JEQ, 1000 + i, 0, 0);
	insns[31] = (struct sock_filter)JUMP(BPF_JEQ, NR, 0, 6);
	memcpy(&insns[32], masked, sizeof(masked));
	memcpy(&insns[32 + ARRAY_SIZE(masked)], tail, sizeof(tail));

	reduce = kunit_kmalloc(test, struct_size(reduce, step,
						 ARRAY_SIZE(insns)),
			       GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, reduce);
	memset(reduce, 0x5a, sizeof(*reduce));
	seccomp_reduce_start(reduce, insns, ARRAY_SIZE(insns));
	KUNIT_EXPECT_TRUE(test, seccomp_reduce_add(reduce, NR, ARCH));
	KUNIT_ASSERT_EQ(test, reduce->nr_members, 1);
	KUNIT_EXPECT_EQ(test, reduce->member[0].nr, NR);
	KUNIT_EXPECT_EQ(test, reduce->member[0].len, ARRAY_SIZE(tail));
	KUNIT_EXPECT_MEMEQ(test, &reduce->code[reduce->member[0].tail], tail,
			   sizeof(tail));

	/* The filter itself comes last, as it was. */
	len = seccomp_reduce_finish(reduce);
	KUNIT_ASSERT_GT(test, len, ARRAY_SIZE(insns));
	KUNIT_EXPECT_MEMEQ(test, &reduce->code[len - ARRAY_SIZE(insns)], insns,
			   sizeof(insns));
}

/* The same for the number that it was shortened for, and for another one. */
static void compare_shortened(struct kunit *test,
			      const struct seccomp_reduce *reduce,
			      const struct sock_filter *insns, unsigned int len)
{
	struct bpf_prog *shortened = create_program(test, reduce->code,
						    reduce->nr_code);
	struct bpf_prog *whole = create_program(test, insns, len);
	static const u8 bytes[] = { 0, 1, 0x5a, 0xff };
	unsigned int b, nr;

	for (b = 0; b < ARRAY_SIZE(bytes); b++)
		for (nr = NR; nr < NR + 2; nr++)
			KUNIT_ASSERT_EQ(test,
					run_created(test, shortened, nr, bytes[b]),
					run_created(test, whole, nr, bytes[b]));
	kunit_release_action(test, destroy_program, whole);
	kunit_release_action(test, destroy_program, shortened);
}

static void test_reduce_random(struct kunit *test)
{
	const unsigned int first = 24;
	struct sock_filter insns[24 + 48];
	struct seccomp_reduce *reduce;
	unsigned int i, n, shortened = 0;
	struct rnd_state rnd;

	reduce = kunit_kmalloc(test, struct_size(reduce, step,
						 ARRAY_SIZE(insns)),
			       GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, reduce);
	prandom_seed_state(&rnd, 3);

	for (i = 0; i < 150; i++) {
		insns[0] = (struct sock_filter)LD_NR;
		for (n = 1; n < first; n++)
			insns[n] = (struct sock_filter)JUMP(BPF_JEQ, n, 0, 0);
		random_program(&rnd, &insns[first], ARRAY_SIZE(insns) - first);
		for (n = first; n < ARRAY_SIZE(insns); n++)
			if (insns[n].code == (BPF_LD | BPF_W | BPF_ABS) &&
			    i % 4)
				insns[n].k = offsetof(struct seccomp_data,
						      args[n % 6]);

		seccomp_reduce_start(reduce, insns, ARRAY_SIZE(insns));
		seccomp_reduce_add(reduce, NR, ARCH);
		if (!seccomp_reduce_finish(reduce))
			continue;
		shortened++;
		compare_shortened(test, reduce, insns, ARRAY_SIZE(insns));
	}
	KUNIT_EXPECT_GT(test, shortened, 50);
}

/*
 * A chain to put filters on: their verdicts for number 0, 0 if not constant. One
 * without on top of another one without has the same program.
 */
struct chain {
	struct seccomp_link link[4];
	struct seccomp_verdicts verdicts;
};

static const struct seccomp_answer *
answer_of(struct kunit *test, struct chain *chain, const u32 *rets,
	  unsigned int depth)
{
	struct seccomp_link *link;
	unsigned int i;

	for (i = 0; i < depth; i++) {
		link = &chain->link[i];
		*link = (struct seccomp_link){
			.prev = i ? link - 1 : NULL,
			.depth = i,
			.twin = i && !rets[i] && !rets[i - 1] ? link - 1 : NULL,
		};
		link->answers = kunit_kzalloc(test,
					      struct_size(link->answers, answer,
							  4), GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, link->answers);
		link->answers->max = 4;
		chain->verdicts.nr = 1;
		chain->verdicts.ret[0] = rets[i];
		memset(chain->verdicts.of, 1, sizeof(chain->verdicts.of));
		chain->verdicts.of[0] = rets[i] ? 1 : 0;
		KUNIT_ASSERT_TRUE(test, seccomp_chain_compose(link->answers,
							      &chain->verdicts,
							      link, link->prev));
	}
	return seccomp_chain_answer(link->answers, 0);
}

static void test_chain_folds(struct kunit *test)
{
	const u32 error = SECCOMP_RET_ERRNO, kill = SECCOMP_RET_KILL_PROCESS;
	const u32 allow = SECCOMP_RET_ALLOW, dependent = 0;
	const struct seccomp_answer *a;
	struct chain *chain;

	chain = kunit_kzalloc(test, sizeof(*chain), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, chain);

	a = answer_of(test, chain, (u32[]){ allow, allow }, 2);
	KUNIT_EXPECT_EQ(test, a->to_run, SECCOMP_RUN_NONE);
	KUNIT_EXPECT_PTR_EQ(test, a->match, NULL);

	/* On a tie the newer one wins, with its data. */
	a = answer_of(test, chain, (u32[]){ error | 1, error | 2, allow }, 3);
	KUNIT_EXPECT_EQ(test, a->to_run, SECCOMP_RUN_NONE);
	KUNIT_EXPECT_EQ(test, a->ret, error | 2);
	KUNIT_EXPECT_PTR_EQ(test, a->match,
			    (const struct seccomp_link *)&chain->link[1]);

	/* Actions are ordered as signed numbers. */
	a = answer_of(test, chain, (u32[]){ kill, error, allow }, 3);
	KUNIT_EXPECT_EQ(test, a->ret, kill);

	a = answer_of(test, chain, (u32[]){ allow, dependent, error }, 3);
	KUNIT_EXPECT_EQ(test, a->to_run, SECCOMP_RUN_ONE);
	KUNIT_EXPECT_EQ(test, a->ret, error);
	KUNIT_EXPECT_PTR_EQ(test, a->run,
			    (const struct seccomp_link *)&chain->link[1]);

	a = answer_of(test, chain, (u32[]){ dependent, allow, dependent }, 3);
	KUNIT_EXPECT_EQ(test, a->to_run, SECCOMP_RUN_SOME);
	KUNIT_EXPECT_PTR_EQ(test, seccomp_chain_next(a->run, 0),
			    (const struct seccomp_link *)&chain->link[0]);

	/* Of filters with the same program only the newest is run. */
	a = answer_of(test, chain, (u32[]){ dependent, dependent, dependent }, 3);
	KUNIT_EXPECT_EQ(test, a->to_run, SECCOMP_RUN_ONE);
	KUNIT_EXPECT_PTR_EQ(test, a->run,
			    (const struct seccomp_link *)&chain->link[2]);
	KUNIT_EXPECT_PTR_EQ(test, seccomp_chain_next(a->run, 0), NULL);
}

static struct kunit_case seccomp_cache_cases[] = {
	KUNIT_CASE_PARAM(test_constant, constant_gen_params),
	KUNIT_CASE_PARAM(test_unknown, unknown_gen_params),
	KUNIT_CASE(test_input_words),
	KUNIT_CASE(test_allows),
	KUNIT_CASE(test_random),
	KUNIT_CASE(test_flow_random),
	KUNIT_CASE(test_flow_splits),
	KUNIT_CASE(test_flow_steps),
	KUNIT_CASE(test_flow_verdicts),
	KUNIT_CASE(test_reduce_tail),
	KUNIT_CASE(test_reduce_random),
	KUNIT_CASE(test_chain_folds),
	{}
};

static struct kunit_suite seccomp_cache_suite = {
	.name = "seccomp_cache",
	.test_cases = seccomp_cache_cases,
};

kunit_test_suite(seccomp_cache_suite);

MODULE_DESCRIPTION("KUnit tests of the seccomp cache");
MODULE_LICENSE("GPL");
