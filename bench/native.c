// SPDX-License-Identifier: GPL-2.0-only
/*
 * What system calls under seccomp filters cost on this machine and kernel
 *
 * The cases are those of the results in bench/results, but the figures are not
 * to be compared with those: here time passes, and caches, branch prediction
 * and the clock's own whims have their part in it. Nothing is asserted of them.
 */
#define _GNU_SOURCE
#include <err.h>
#include <grp.h>
#include <linux/filter.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cases.h"
#include "counters.h"
#include "filters.h"
#include "machine.h"
#include "samples.h"

#define CALLS		1000
#define SAMPLES		300
#define NOBODY		65534

static const char usage[] =
"usage: measure-native [-a] [FILTER...]\n"
"\n"
"Prints what system calls cost under seccomp filters, on this kernel.\n"
"\n"
"  -a      also as filters grow in length, in number and in dependent calls\n"
"  FILTER  also under the filter in this file of struct sock_filter\n";

/* What was measured without a filter: the others are compared with it. */
static double *none;

/* Samples of @times calls, as many of each counter. */
static void take(const struct call *call, int times, struct samples s[NR_COUNTERS])
{
	uint64_t from[NR_COUNTERS], to[NR_COUNTERS];

	memset(s, 0, NR_COUNTERS * sizeof(*s));
	for (int i = 0; i < SAMPLES; i++) {
		counters_read(from);
		make_calls(call, times);
		counters_read(to);
		for (int c = 0; c < NR_COUNTERS; c++)
			samples_add(&s[c], to[c] - from[c]);
	}
}

static double per_call(uint64_t value, uint64_t empty)
{
	return value > empty ? (double)(value - empty) / CALLS : 0;
}

static void print_row(const char *label, size_t index, const struct call *call,
		      struct samples s[NR_COUNTERS], struct samples empty[NR_COUNTERS])
{
	char name[64];

	snprintf(name, sizeof(name), "%s%s", label, call->name);
	printf("%-24s", name);
	for (int c = 0; c < NR_COUNTERS; c++) {
		uint64_t less = samples_median(&empty[c]);
		double median = per_call(samples_median(&s[c]), less);

		if ((c == CYCLES && !counters_cycles()) ||
		    (c == INSTRUCTIONS && counters_without_instructions())) {
			printf("  %8s %8s %8s", "-", "-", "-");
			continue;
		}
		if (!strcmp(label, "none/"))
			none[index * NR_COUNTERS + c] = median;
		printf("  %8.1f %8.1f %+8.1f", per_call(samples_least(&s[c]), less),
		       median, median - none[index * NR_COUNTERS + c]);
	}
	putchar('\n');
	fflush(stdout);
}

/* As root, kexec_load(2) would do something, and few filters matter. */
static void become_nobody(void)
{
	if (!geteuid() && (setgroups(0, NULL) || setresgid(NOBODY, NOBODY, NOBODY) ||
			   setresuid(NOBODY, NOBODY, NOBODY)))
		err(1, "cannot give up root's privileges: run this as another user");
}

static void measure(const void *arg)
{
	static struct samples s[NR_COUNTERS], empty[NR_COUNTERS];
	const struct call *calls = all_calls();
	const struct setting *setting = arg;

	counters_open();
	become_nobody();
	if (setting->install)
		setting->install(setting->n);
	take(calls, 0, empty);
	for (size_t i = 0; calls[i].name; i++) {
		take(&calls[i], CALLS, s);
		print_row(setting->label, i, &calls[i], s, empty);
	}
}

static void measure_setting(const struct setting *setting)
{
	int status = run_child(measure, setting);

	if (WIFSIGNALED(status))
		printf("%-24s  ended by signal %d: the filter forbids what measuring needs\n",
		       setting->label, WTERMSIG(status));
	else if (status)
		errx(1, "measuring failed");
}

static const char *file;

static void install_this_file(size_t n)
{
	(void)n;
	install_file(file);
}

static void measure_file(const char *path)
{
	struct setting s = { .install = install_this_file };
	const char *slash = strrchr(path, '/');

	file = path;
	snprintf(s.label, sizeof(s.label), "%s/", slash ? slash + 1 : path);
	measure_setting(&s);
}

/* Better to say so before all else is measured. */
static void check_file(const char *path)
{
	struct stat st;

	if (access(path, R_OK) || stat(path, &st))
		err(3, "%s", path);
	if (!S_ISREG(st.st_mode) || !st.st_size || st.st_size % sizeof(struct sock_filter) ||
	    st.st_size > (off_t)(MAX_INSNS * sizeof(struct sock_filter)))
		errx(3, "%s: not a filter: a file of 1 to %d struct sock_filter, of %zu bytes each",
		     path, MAX_INSNS, sizeof(struct sock_filter));
}

static void print_heading(void)
{
	const char *boot = seccomp_cache_boot();
	struct utsname uts = { };

	uname(&uts);
	counters_open();
	printf("machine    %s, %s\n", uts.machine, cpu_model());
	printf("kernel     Linux %s\n", uts.release);
	printf("cache      %s%s%s\n", seccomp_cache_config(), boot ? ", booted with " : "", boot ? boot : "");
	printf("cycles     %s\n", !counters_cycles() ? "not counted" :
	       counters_without_instructions() ? "not counted; the processor's clock ticks instead" : "counted");
	printf("           %s\n", counters_without_instructions() ?: "and instructions, in the kernel too");
	printf("samples    %d of %d calls each; \"over\" is the median's over the same call without a filter\n\n",
	       SAMPLES, CALLS);
	printf("%-24s  %26s  %26s  %26s\n", "per call", "nanoseconds",
	       counters_cycles() ?: "cycles", "instructions");
	printf("%-24s", "");
	for (int c = 0; c < NR_COUNTERS; c++)
		printf("  %8s %8s %8s", "min", "median", "over");
	putchar('\n');
}

int main(int argc, char *argv[])
{
	bool all = false;
	int opt;

	while ((opt = getopt(argc, argv, "ah")) != -1) {
		if (opt != 'a') {
			fputs(usage, opt == 'h' ? stdout : stderr);
			return opt == 'h' ? 0 : 2;
		}
		all = true;
	}
	for (int i = optind; i < argc; i++)
		check_file(argv[i]);
	print_heading();
	none = shared_memory(16 * NR_COUNTERS * sizeof(*none));
	each_setting(measure_setting);
	if (all)
		each_growth(measure_setting);
	for (int i = optind; i < argc; i++)
		measure_file(argv[i]);
	return 0;
}
