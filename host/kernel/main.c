// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is the oracle right? Run in a guest: random programs with random input, by the
 * kernel and by the oracle, which have to agree bit for bit, with the JIT, without
 * it, and with its hardening.
 *
 * usage: oracle SEED PROGRAMS		they agree
 *	  oracle SEED PROGRAMS NAME	they must not: this oracle has a fault NAME
 */
#include "ask.h"
#include "generate.h"
#include "oracle.h"
#include "tap.h"
#include "tests.h"

#include <errno.h>
#include <linux/audit.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#define URETPROBE	335	/* passes whatever filters say */

static struct {
	unsigned long programs, answers, kills, wrong;
} count;

static const struct {
	const char *name, *enable, *harden;
} modes[] = {
	{ "JIT", "1", "0" },
	{ "no JIT", "0", "0" },
	{ "hardened JIT", "1", "2" },
};

static void set(const char *path, const char *value)
{
	FILE *file = fopen(path, "r+");
	char now[16] = "";

	if (!file || fputs(value, file) < 0 || fflush(file))
		goto fail;
	rewind(file);
	if (!fgets(now, sizeof(now), file) || strncmp(now, value, strlen(value)))
		goto fail;
	fclose(file);
	return;
fail:
	printf("Bail out! %s: cannot set %s: %s\n", path, value,
	       strerror(errno));
	exit(1);
}

static u32 random_half(struct random *r, const struct program *p)
{
	switch (random_below(r, 4)) {
	case 0:
		return random_u32(r);
	case 1:
		return generate_word(r);
	}
	return p->insns[random_below(r, p->len)].k + random_below(r, 3) - 1;
}

static void random_call(struct random *r, const struct program *p,
			struct seccomp_data *data)
{
	u32 *half = (u32 *)data->args;

	data->nr = generate_nr(r);
	if (data->nr == URETPROBE)
		data->nr++;
	data->arch = random_once_in(r, 3) ? AUDIT_ARCH_I386 : AUDIT_ARCH_X86_64;
	while (half < (u32 *)(data + 1))
		*half++ = random_half(r, p);
	call_prepare(data, random_below(r, PLACES));
}

/* Some calls, or one for each slice of the result; one that kills comes last. */
static unsigned int make_calls(struct random *r, const struct program *p,
			       struct seccomp_data *data, u32 *want)
{
	unsigned int i, n = 0, kills = 0;
	struct seccomp_data call, last;

	for (i = 0; i < CALLS; i++) {
		if (!p->by_argument || i % 3 == 0)
			random_call(r, p, &call);
		if (p->by_argument)
			call.args[5] = (call.args[5] & ~31ULL) | 12 * (i % 3);
		want[n] = oracle_run(p->insns, &call).ret;
		if (want[n]) {
			data[n++] = call;
		} else {
			kills++;
			last = call;
		}
	}
	if (kills) {
		want[n] = 0;
		data[n++] = last;
	}
	return n;
}

static void complain(const struct program *p, const struct seccomp_data *d,
		     const struct answer *a, u32 want, int signal)
{
	unsigned int i;

	if (count.wrong++)
		return;
	note("oracle %x, kernel %ld%s, signal %d", want, a->ret,
	     a->made ? "" : " (none)", signal);
	note("nr %x arch %x ip %llx args %llx %llx %llx %llx %llx %llx", d->nr,
	     d->arch, d->instruction_pointer, d->args[0], d->args[1],
	     d->args[2], d->args[3], d->args[4], d->args[5]);
	for (i = 0; i < p->len; i++)
		note("%4u: { 0x%02x, %u, %u, 0x%08x }", i, p->insns[i].code,
		     p->insns[i].jt, p->insns[i].jf, p->insns[i].k);
}

/* All that a program may return is an error number, or to be killed. */
static bool agrees(const struct answer *a, u32 want, int signal)
{
	if (!want)
		return !a->made && signal == SIGSYS;
	return a->made &&
	       (want & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_ERRNO &&
	       a->ret == -(long)(want & SECCOMP_RET_DATA);
}

static void judge(struct random *r, unsigned int nth)
{
	struct seccomp_data data[CALLS];
	struct answer answers[CALLS];
	struct program program;
	unsigned int n, i;
	u32 want[CALLS];
	int signal;

	program_make(&program, r, nth);
	n = make_calls(r, &program, data, want);
	signal = ask(&program, data, answers, n);
	count.programs++;
	for (i = 0; i < n; i++) {
		count.answers++;
		count.kills += !want[i];
		if (!agrees(&answers[i], want[i], signal))
			complain(&program, &data[i], &answers[i], want[i],
				 signal);
	}
	if (signal != (want[n - 1] ? SIGILL : SIGSYS))
		complain(&program, &data[n - 1], &answers[n - 1], want[n - 1],
			 signal);
}

static void run_mode(unsigned int mode, u64 seed, unsigned int programs)
{
	struct random r = { .state = seed };
	unsigned int nth;

	set("/proc/sys/net/core/bpf_jit_enable", modes[mode].enable);
	set("/proc/sys/net/core/bpf_jit_harden", modes[mode].harden);
	memset(&count, 0, sizeof(count));
	for (nth = 0; nth < programs; nth++)
		judge(&r, nth);
}

static unsigned long sum(size_t at)
{
	return *(unsigned long *)((char *)&oracle_count[0] + at) +
	       *(unsigned long *)((char *)&oracle_count[1] + at);
}

#define SUM(field)	sum(offsetof(struct oracle_count, field))

static void report_coverage(void)
{
	unsigned long least = -1UL, of_code, of_word;
	unsigned int code, ran = 0, word;

	for (code = 0; code < 256; code++) {
		if (!program_opcode(code))
			continue;
		of_code = SUM(code[code]);
		ran += !!of_code;
		note("opcode 0x%02x ran %lu times", code, of_code);
		if (of_code < least)
			least = of_code;
	}
	ok(ran == OPCODES && least >= 100,
	   "oracle: %u of %u opcodes ran, each %lu times or more", ran, OPCODES,
	   least);

	for (word = 0, least = -1UL; word < ARRAY_SIZE(oracle_count->load);
	     word++) {
		of_word = SUM(load[word]);
		if (of_word < least)
			least = of_word;
	}
	ok(least >= 100, "oracle: each word was loaded, %lu times or more",
	   least);
	ok(SUM(far_shift) >= 100, "oracle: %lu shifts by 32 or more",
	   SUM(far_shift));
	ok(SUM(wrap) >= 100, "oracle: %lu results wrapped around", SUM(wrap));
	ok(SUM(div_by_zero) >= 100, "oracle: %lu divisions by zero",
	   SUM(div_by_zero));
}

static void report_acceptance(u64 seed, unsigned int programs)
{
	struct random r = { .state = seed };
	const struct acceptance a = accept_alike(&r, programs);

	ok(!a.wrong && a.accepted >= programs / 10 && a.refused >= programs / 10,
	   "oracle: %lu programs accepted, %lu refused, %lu not as by the kernel",
	   a.accepted, a.refused, a.wrong);
}

static void agree(u64 seed, unsigned int programs)
{
	unsigned int mode;

	report_acceptance(seed, programs);
	for (mode = 0; mode < ARRAY_SIZE(modes); mode++) {
		run_mode(mode, seed, programs);
		ok(!count.wrong && count.answers > 3 * programs && count.kills,
		   "oracle: %s: %lu programs, %lu answers, %lu of them kills, %lu not as the kernel's",
		   modes[mode].name, count.programs, count.answers, count.kills,
		   count.wrong);
	}
	report_coverage();
}

int main(int argc, char **argv)
{
	const u64 seed = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
	const unsigned int programs = argc > 2 ? strtoul(argv[2], NULL, 0) : 100;

	/* Whatever a fault of a child does, it shall not be to dump core */
	prctl(PR_SET_DUMPABLE, 0);
	set("/proc/sys/debug/exception-trace", "0");
	call_setup();
	note("seed %llu", (unsigned long long)seed);
	if (argc > 3) {
		run_mode(0, seed, programs);
		ok(count.wrong, "oracle: planted %s is found, in %lu of %lu answers",
		   argv[3], count.wrong, count.answers);
	} else {
		agree(seed, programs);
	}
	return tap_done();
}
