// SPDX-License-Identifier: GPL-2.0-only
/*
 * The evaluator against the oracle on random programs that seccomp accepts.
 *
 * Sound: what it calls constant, the oracle returns for every input tried.
 * Complete: where the oracle's run reads no input, it is called constant.
 */
#include "checker.h"
#include "generate.h"
#include "oracle.h"
#include "tap.h"
#include "tests.h"

#include <string.h>

#define INPUTS		6
#define LONGEST		BPF_MAXINSNS

static struct {
	unsigned long rejected, unsound, incomplete, constant, dependent;
} count;

static u64 random_input(struct random *r, unsigned int i)
{
	static const u64 edges[] = {
		0, 1, U32_MAX, 0x80000000, 1ULL << 32, 1ULL << 63, -1ULL,
	};

	if (i < 2)
		return i ? -1ULL : 0;
	if (random_once_in(r, 3))
		return edges[random_below(r, ARRAY_SIZE(edges))];
	return random_once_in(r, 2) ? generate_word(r) : random_u64(r);
}

static void fill_input(struct random *r, unsigned int i,
		       struct seccomp_data *data)
{
	unsigned int arg;

	data->instruction_pointer = random_input(r, i);
	for (arg = 0; arg < 6; arg++)
		data->args[arg] = random_input(r, i);
}

static void complain(const char *what, const struct sock_filter *insns,
		     unsigned int len, const struct seccomp_data *data)
{
	unsigned int i;

	if (count.unsound + count.incomplete > 3)
		return;
	note("%s: nr 0x%x, arch 0x%x", what, data->nr, data->arch);
	for (i = 0; i < len && i < 64; i++)
		note("%4u: { 0x%02x, %u, %u, 0x%08x }", i, insns[i].code,
		     insns[i].jt, insns[i].jf, insns[i].k);
}

static void judge(struct random *r, const struct sock_filter *insns,
		  unsigned int len)
{
	struct seccomp_data data = {
		.nr = generate_nr(r), .arch = generate_arch(r),
	};
	struct verdict v = evaluate(insns, len, data.nr, data.arch);
	struct outcome out;
	unsigned int i;

	count.constant += v.constant;
	count.dependent += !v.constant;
	for (i = 0; i < INPUTS; i++) {
		fill_input(r, i, &data);
		out = oracle_run(insns, &data);
		if (v.constant && (out.reads_input || out.ret != v.ret)) {
			count.unsound++;
			complain("unsound", insns, len, &data);
			return;
		}
		if (!v.constant && !out.reads_input) {
			count.incomplete++;
			complain("incomplete", insns, len, &data);
			return;
		}
	}
}

static unsigned int random_length(struct random *r)
{
	if (random_once_in(r, 5000))
		return LONGEST;
	return 1 + random_below(r, random_once_in(r, 8) ? 200 : 24);
}

static void test_coverage(void)
{
	unsigned int code, ran = 0, understood = 0;
	unsigned long least = -1UL;

	for (code = 0; code < 256; code++) {
		const struct sock_filter insns[] = {
			ST(BPF_ST, 1), { code, 0, 0, 1 }, RET(1), RET(1),
		};

		/* A load of word 1 is misaligned, hence the addition. */
		if (checker_objection(insns, ARRAY_SIZE(insns)) &&
		    code != (BPF_LD | BPF_W | BPF_ABS))
			continue;
		understood++;
		ran += !!oracle_count[0].code[code];
		if (oracle_count[0].code[code] < least)
			least = oracle_count[0].code[code];
	}
	ok(ran == understood && understood == 41 && oracle_count[0].div_by_zero,
	   "random: %u of %u opcodes ran on constant paths, each %lu times or more",
	   ran, understood, least);
}

void test_random(u64 seed, unsigned long rounds)
{
	static struct sock_filter insns[LONGEST];
	struct random r = { .state = seed };
	unsigned long i;
	unsigned int len;

	memset(oracle_count, 0, sizeof(oracle_count));
	for (i = 0; i < rounds; i++) {
		len = random_length(&r);
		generate_program(&r, insns, len);
		if (checker_objection(insns, len)) {
			count.rejected++;
			continue;
		}
		judge(&r, insns, len);
	}
	ok(!count.rejected, "random: %lu programs, all accepted", rounds);
	ok(!count.unsound, "random: %lu constant verdicts, all right",
	   count.constant);
	ok(!count.incomplete, "random: %lu dependent verdicts, all needed",
	   count.dependent);
	ok(count.constant > rounds / 10 && count.dependent > rounds / 10,
	   "random: a fair share of each");
	test_coverage();
}
