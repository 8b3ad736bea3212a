// SPDX-License-Identifier: GPL-2.0-only
/*
 * Prove that nothing which the kernel makes of filters changes what they answer,
 * see claims.h for what that means exactly.
 */
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "claims.h"
#include "filters.h"
#include "plant.h"
#include "tap.h"

#define MOST_FILTERS	1024
#define DEEPEST		64
#define CHANGES_EACH	20

static void __attribute__((noreturn, format(printf, 1, 2)))
die(const char *fmt, ...)
{
	va_list ap;

	fputs("error: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(2);
}

static struct {
	u64 seed;
	unsigned int libseccomp, random, stacks, changes;
	unsigned int sample;
	const char *results;
} options = { .seed = 1, .sample = 1 };

static struct {
	struct filter *filter[MOST_FILTERS];
	unsigned int count;
} pool;

/* --- The record --- */

static FILE *results;

struct mark {
	struct tally tally;
	struct solver_count solver;
	struct timespec time;
};

static struct mark mark_now(void)
{
	struct mark m = { .tally = tally, .solver = solver_count };

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &m.time);
	return m;
}

static void record_heads(void)
{
	if (results)
		fprintf(results, "# group\titems\tinstructions\tconstant\tsame\tz3\tpolicy\twrong\tundecided\tcompared_with_oracle\tdisagree\tz3_longest_s\tcpu_s\n");
}

static void record(const char *group, unsigned long items,
		   unsigned long instructions, const struct mark *from)
{
	const struct mark to = mark_now();

	if (!results)
		return;
	fprintf(results, "%s\t%lu\t%lu\t%lu\t%lu\t%lu\t%lu\t%lu\t%lu\t%lu\t%lu\t%.1f\t%.0f\n",
		group, items, instructions,
		to.tally.constant - from->tally.constant,
		to.tally.same - from->tally.same,
		to.tally.solved - from->tally.solved,
		to.tally.policy - from->tally.policy,
		to.tally.wrong - from->tally.wrong,
		to.tally.undecided - from->tally.undecided,
		to.tally.checked - from->tally.checked,
		to.tally.disagree - from->tally.disagree,
		to.solver.longest,
		(to.time.tv_sec - from->time.tv_sec) +
		(to.time.tv_nsec - from->time.tv_nsec) / 1e9);
}

/* --- One filter, one chain --- */

static bool settled(bool claim, const struct mark *from,
		    const struct refutation *r)
{
	if (!claim)
		refutation_print(r);
	return claim && tally.undecided == from->tally.undecided &&
	       tally.disagree == from->tally.disagree;
}

static bool prove(enum how how, const struct attached *newest)
{
	const struct mark from = mark_now();
	const struct program made = attached_program(newest);
	struct refutation r;

	return settled(claim_program(how, &newest->filter->program, &made, &r),
		       &from, &r) &&
	       settled(claim_answers(how, newest, &r), &from, &r);
}

/* As a whole takes longer: perhaps not each of them. */
static bool prove_both_ways(const struct attached *newest)
{
	static unsigned int nth;

	return prove(BY_PARTS, newest) &&
	       (nth++ % options.sample || prove(AS_A_WHOLE, newest));
}

static void prove_filter(const struct filter *f)
{
	struct attached *a = attach(f, NULL, NULL, 0);

	ok(prove_both_ways(a), "prove: %s: %u instructions, made into %u",
	   f->name, f->program.len, a->prog->len);
	detach(a);
}

/* Each third one finds another parent than it was prepared for. */
static struct attached *attach_all(const struct filter *const *filters,
				   unsigned int depth, unsigned int tries)
{
	struct attached *a = NULL;
	unsigned int i;

	for (i = 0; i < depth; i++)
		a = attach(filters[i], a, i % 3 == 2 ? a->prev : a, tries);
	return a;
}

/*
 * With 0 @tries to prepare such a one anew, the stack is given up. Returns how
 * many instructions it has.
 */
static unsigned long prove_stack(const struct filter *const *filters,
				 unsigned int depth, unsigned int tries,
				 const char *name)
{
	struct attached *newest = attach_all(filters, depth, tries);
	unsigned long instructions = 0;
	unsigned int i;

	ok(prove_both_ways(newest), "prove: stack of %u%s: %s", depth,
	   newest->cache.link.answers ? "" : ", given up", name);
	detach(newest);
	for (i = 0; i < depth; i++)
		instructions += filters[i]->program.len;
	return instructions;
}

/* --- Many --- */

static void add(struct filter *f)
{
	if (pool.count == MOST_FILTERS)
		die("more than %u filters", MOST_FILTERS);
	pool.filter[pool.count++] = f;
}

static void prove_group(const char *group, unsigned int from)
{
	const struct mark mark = mark_now();
	unsigned long instructions = 0;
	unsigned int i;

	for (i = from; i < pool.count; i++) {
		prove_filter(pool.filter[i]);
		instructions += pool.filter[i]->program.len;
	}
	if (i > from)
		record(group, i - from, instructions, &mark);
}

static void prove_filters(char **paths)
{
	unsigned int i, from;

	for (; *paths; paths++)
		add(filter_read(*paths));
	prove_group("files", 0);
	for (i = 0, from = pool.count; i < options.libseccomp; i++)
		add(filter_libseccomp(options.seed + i));
	prove_group("libseccomp", from);
	for (i = 0, from = pool.count; i < options.random; i++)
		add(filter_random(options.seed + i));
	prove_group("random", from);
}

/* Of any filters there are; one of three is the same as one further down. */
static void prove_stacks(struct random *r)
{
	const struct mark mark = mark_now();
	const struct filter *filters[8];
	unsigned long instructions = 0;
	unsigned int i, n, depth;
	char name[64];

	for (n = 0; n < options.stacks; n++) {
		depth = 2 + random_below(r, 7);
		for (i = 0; i < depth; i++)
			filters[i] = i && random_once_in(r, 3) ?
				     filters[random_below(r, i)] :
				     pool.filter[random_below(r, pool.count)];
		snprintf(name, sizeof(name), "%.28s on %.28s",
			 filters[depth - 1]->name, filters[depth - 2]->name);
		instructions += prove_stack(filters, depth, n % 4 != 3, name);
	}
	if (n)
		record("stacks", n, instructions, &mark);
}

/* "a.bpf:b.bpf:...", the oldest first; returns how many instructions it has */
static unsigned long prove_named_stack(char *names)
{
	const struct filter *filters[DEEPEST];
	const char *title = names;
	unsigned int depth = 0, i;
	char *name, title_copy[96];

	snprintf(title_copy, sizeof(title_copy), "%.90s", title);
	for (name = strtok(names, ":"); name; name = strtok(NULL, ":")) {
		for (i = 0; i < pool.count; i++)
			if (!strcmp(pool.filter[i]->name, name))
				break;
		if (i == pool.count || depth == DEEPEST)
			die("--stack: %s: not among the filters given, or too deep",
			    name);
		filters[depth++] = pool.filter[i];
	}
	if (!depth)
		die("--stack: no names");
	return prove_stack(filters, depth, 1, title_copy);
}

static void plant(struct random *r)
{
	const struct mark mark = mark_now();
	unsigned long known;
	unsigned int left, n;

	plant_known();
	known = plant_count.found;
	for (left = options.changes; left && pool.count; left -= n) {
		n = left < CHANGES_EACH ? left : CHANGES_EACH;
		plant_anywhere(pool.filter[random_below(r, pool.count)], r, n);
	}
	if (options.changes)
		ok(plant_count.found > known &&
		   plant_count.found + plant_count.harmless ==
		   plant_count.planted,
		   "planted: %lu differences in all: %lu found and confirmed, %lu proved to make none",
		   plant_count.planted, plant_count.found,
		   plant_count.harmless);
	record("planted", plant_count.planted, 0, &mark);
}

/* --- What it means --- */

static void explain(void)
{
	note("%lu questions settled by constants, %lu by equal terms, %lu by z3 alone (%.0f s, the longest %.1f s)",
	     tally.constant, tally.same, tally.solved, solver_count.seconds,
	     solver_count.longest);
	note("Proved of each filter and stack named above, for every struct seccomp_data:");
	note("- the program that the kernel would run returns what the filter does, all 32 bits;");
	note("- constant verdicts, what is folded of a stack and what is left to run give the action,");
	note("  the data and the matching filter that running all filters in full gives;");
	note("- a call whose bit is set is allowed by all of them (uretprobe passes by policy).");
	note("Trusted: the encoder here (compared with the oracle above), z3 %s, the C compiler;", solver_version());
	note("that kernel/seccomp.c asks as kernel/seccomp_cache.c answers; the kernel's conversion of");
	note("classic BPF to eBPF and its JIT. Not covered: lack of memory, races, other filters.");
}

/* --- The command line --- */

static void __attribute__((noreturn)) usage(void)
{
	fputs("usage: prove [option...] [file.bpf...]\n"
	      "  --seed N           of what is random (default 1)\n"
	      "  --libseccomp N     prove N filters made by libseccomp, too\n"
	      "  --random N         and N random ones\n"
	      "  --stacks N         and N stacks of all of these\n"
	      "  --stack A:B:...    and this stack of files, the oldest first\n"
	      "  --plant N          plant the known differences and N changes\n"
	      "  --sample N         only for each Nth, let z3 do it without our constants\n"
	      "  --results FILE     write counts there\n", stderr);
	exit(2);
}

static unsigned long number(const char *arg)
{
	char *end;
	unsigned long n = strtoul(arg, &end, 0);

	if (*end || end == arg)
		die("%s: not a number", arg);
	return n;
}

static char *stacks[MOST_FILTERS];
static unsigned int nr_stacks;
static bool planting;

static void parse(int argc, char **argv)
{
	static const struct option known[] = {
		{ "seed", required_argument, NULL, 's' },
		{ "libseccomp", required_argument, NULL, 'l' },
		{ "random", required_argument, NULL, 'r' },
		{ "stacks", required_argument, NULL, 'n' },
		{ "stack", required_argument, NULL, 'k' },
		{ "plant", required_argument, NULL, 'p' },
		{ "sample", required_argument, NULL, 'e' },
		{ "results", required_argument, NULL, 'o' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "", known, NULL)) != -1) {
		switch (c) {
		case 's':
			options.seed = number(optarg);
			break;
		case 'l':
			options.libseccomp = number(optarg);
			break;
		case 'r':
			options.random = number(optarg);
			break;
		case 'n':
			options.stacks = number(optarg);
			break;
		case 'k':
			if (nr_stacks == MOST_FILTERS)
				die("too many stacks");
			stacks[nr_stacks++] = optarg;
			break;
		case 'p':
			planting = true;
			options.changes = number(optarg);
			break;
		case 'e':
			options.sample = number(optarg);
			if (!options.sample)
				die("--sample: at least 1");
			break;
		case 'o':
			options.results = optarg;
			break;
		default:
			usage();
		}
	}
}

static void prove_named_stacks(void)
{
	const struct mark mark = mark_now();
	unsigned long instructions = 0;
	unsigned int i;

	for (i = 0; i < nr_stacks; i++)
		instructions += prove_named_stack(stacks[i]);
	if (nr_stacks)
		record("named stacks", nr_stacks, instructions, &mark);
}

int main(int argc, char **argv)
{
	struct random r;

	parse(argc, argv);
	r = (struct random){ .state = options.seed };
	if (options.results) {
		results = fopen(options.results, "w");
		if (!results)
			die("%s: %s", options.results, strerror(errno));
	}
	record_heads();
	prove_filters(argv + optind);
	if (!pool.count && !planting)
		usage();
	prove_named_stacks();
	if (pool.count)
		prove_stacks(&r);
	if (planting)
		plant(&r);
	ok(!tally.disagree && tally.checked,
	   "prove: %lu terms have the value that the oracle finds",
	   tally.checked);
	explain();
	if (results && fclose(results))
		die("%s: %s", options.results, strerror(errno));
	return tap_done();
}
