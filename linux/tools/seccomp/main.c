// SPDX-License-Identifier: GPL-2.0-only
/* Tell what the kernel's seccomp cache makes of filters: the command line. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "diff.h"
#include "json.h"
#include "print.h"
#include "process.h"
#include "profile.h"
#include "save.h"
#include "text.h"
#include "util.h"

enum {
	OPT_SAVE = 256, OPT_ARCH, OPT_CAP_ADD, OPT_CAP_DROP, OPT_KERNEL,
	OPT_SYSCALLS, OPT_REQUIRE, OPT_VERSION,
};

/* What to print; each is an option's name. */
enum mode {
	MODE_REPORT, MODE_LIST, MODE_JSON, MODE_PROC, MODE_DISASM, MODE_DIFF,
	MODE_CHECK, MODE_SAVE,
};

static const struct option options[] = {
	{ "pid", required_argument, NULL, 'p' },
	{ "output", required_argument, NULL, 'o' },
	{ "list", no_argument, NULL, 'l' },
	{ "json", no_argument, NULL, 'j' },
	{ "proc", no_argument, NULL, 'P' },
	{ "disasm", no_argument, NULL, 'd' },
	{ "diff", no_argument, NULL, 'D' },
	{ "save", required_argument, NULL, OPT_SAVE },
	{ "require-cached", required_argument, NULL, OPT_REQUIRE },
	{ "arch", required_argument, NULL, 'a' },
	{ "cap-add", required_argument, NULL, OPT_CAP_ADD },
	{ "cap-drop", required_argument, NULL, OPT_CAP_DROP },
	{ "kernel", required_argument, NULL, OPT_KERNEL },
	{ "syscalls", required_argument, NULL, OPT_SYSCALLS },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, OPT_VERSION },
	{}
};

static const char usage[] =
"Usage: seccomp-cache [OPTION...] FILE...\n"
"       seccomp-cache [OPTION...] -p PID\n"
"       seccomp-cache [OPTION...] -- COMMAND [ARG...]\n"
"       seccomp-cache [OPTION...] --diff A B\n"
"\n"
"Tell which system calls the kernel's seccomp cache answers without running a\n"
"filter, which only after looking at an argument, and why.\n"
"\n"
"A FILE is a filter's instructions (struct sock_filter, little endian) or a\n"
"profile in JSON, Docker's or an OCI runtime's; several FILEs are a stack of\n"
"filters, the oldest first. A COMMAND is run, and all that it starts is watched.\n"
"\n"
"What to print instead of a report:\n"
"  -l, --list                a line for each system call\n"
"  -j, --json                all of it for programs; see seccomp-cache(1)\n"
"  -P, --proc                what /proc/PID/seccomp_cache of the kernel shows\n"
"  -d, --disasm              all instructions\n"
"  -D, --diff                how the system calls of A and B differ; exits with 1\n"
"                            if they do\n"
"      --require-cached LIST which of these system calls, separated by commas, are\n"
"                            not always allowed; exits with 1 if any is\n"
"      --save DIR            nothing, but save the filters as they were attached\n"
"  -o, --output FILE         print to FILE\n"
"\n"
"For what:\n"
"  -a, --arch ARCH           architecture, default is this machine's; one of\n"
"                            %s\n"
"      --cap-add CAP         a capability that the container has or has not, in\n"
"      --cap-drop CAP        addition to Docker's default; ALL is all of them\n"
"      --kernel VERSION      the kernel that the container runs on, as 6.12\n"
"      --syscalls N          how many system calls that has, default is %u\n"
"\n"
"Examples:\n"
"  seccomp-cache /usr/share/containers/seccomp.json\n"
"  seccomp-cache -p $(pidof systemd-resolved)\n"
"  seccomp-cache -- man -P cat ls >/dev/null\n"
"  seccomp-cache --diff old.json new.json\n"
"  seccomp-cache --require-cached openat,read,write profile.json || exit\n"
"\n"
"Exit codes: 0 done, 1 something found that was asked for, 2 wrong usage,\n"
"3 something cannot be read.\n";

static const struct arch *arch;
static u32 audit;
static enum mode mode;
static const char *directory, *output, *required;
static pid_t pid;

/* --- What is looked into --- */

struct group {
	unsigned int more;
	const struct chain *chain;
	u32 audit;
	char *title;
};

static struct group *groups;
static size_t nr_groups;

static struct group *add_group(const struct chain *chain, u32 shown)
{
	struct group *group;

	groups = xrealloc(groups, (nr_groups + 1) * sizeof(*groups));
	group = &groups[nr_groups++];
	memset(group, 0, sizeof(*group));
	group->chain = chain;
	group->audit = shown;
	return group;
}

/* Tasks with the same filters are told of once. */
static void add_process(const struct process *p)
{
	struct group *group;

	for (group = groups; group < groups + nr_groups; group++) {
		if (group->chain == p->chain && group->audit == p->arch) {
			group->more++;
			return;
		}
	}
	group = add_group(p->chain, p->arch);
	group->title = xprintf("%s (%s), process %d", p->comm,
			       p->exe ? p->exe : "?", p->pid);
}

static struct subject subject_of(const struct group *group)
{
	const struct arch *a = audit ? arch : arch_of_audit(group->audit);
	struct subject subject = { .title = group->title };

	if (group->more)
		subject.title = xprintf("%s, and %u more", group->title,
					group->more);

	if (!a)
		input_err("%s: an architecture that is not known here: 0x%08x",
			  group->title, group->audit);
	subject.stack = know_chain(group->chain, a);
	subject.audit = audit ? audit : group->audit;
	return subject;
}

static const struct filter *read_filter(const char *path)
{
	const struct filter *filter;
	size_t size;
	char *data = read_file(path, PROFILE_MAX, &size);

	if (profile_looks_like(data))
		filter = profile_compile(path, data, arch);
	else
		filter = filter_parse(path, data, size);
	free(data);
	return filter;
}

static void add_files(char **paths, int n)
{
	const struct chain *chain = NULL;
	char *title = xstrdup(paths[0]), *longer;
	int i;

	for (i = 0; i < n; i++) {
		chain = chain_get(chain, read_filter(paths[i]));
		if (!i)
			continue;
		longer = xprintf("%s, %s", title, paths[i]);
		free(title);
		title = longer;
	}
	add_group(chain, audit ? audit : arch->native)->title = title;
}

/* --- Options --- */

static unsigned int parse_number(const char *what, const char *s,
				 unsigned int max)
{
	char *end;
	unsigned long n;

	errno = 0;
	n = strtoul(s, &end, 10);
	if (errno || *s < '0' || *s > '9' || *end || !n || n > max)
		usage_err("'%s' is no %s", s, what);
	return n;
}

static void set_mode(enum mode new)
{
	if (mode != MODE_REPORT && mode != new)
		usage_err("only one way to print can be chosen");
	mode = new;
}

static void set_arch(const char *name)
{
	arch = arch_find(name);
	if (!arch)
		usage_err("unknown architecture '%s'; known: %s", name,
			  arch_names());
	audit = arch->native;
}

static void parse_option(int c)
{
	switch (c) {
	case 'p':
		pid = parse_number("process ID", optarg, 1 << 30);
		break;
	case 'o':
		output = optarg;
		break;
	case 'l':
		set_mode(MODE_LIST);
		break;
	case 'j':
		set_mode(MODE_JSON);
		break;
	case 'P':
		set_mode(MODE_PROC);
		break;
	case 'd':
		set_mode(MODE_DISASM);
		break;
	case 'D':
		set_mode(MODE_DIFF);
		break;
	case OPT_REQUIRE:
		set_mode(MODE_CHECK);
		required = optarg;
		break;
	case OPT_SAVE:
		set_mode(MODE_SAVE);
		directory = optarg;
		break;
	case 'a':
		set_arch(optarg);
		break;
	case OPT_CAP_ADD:
		profile_add_cap(optarg);
		break;
	case OPT_CAP_DROP:
		profile_drop_cap(optarg);
		break;
	case OPT_KERNEL:
		profile_set_kernel(optarg);
		break;
	case OPT_SYSCALLS:
		arch_nr = parse_number("number of system calls", optarg,
				       SECCOMP_ARCH_NATIVE_NR);
		break;
	}
}

/* Only now, as a command may have the same standard output until it ends */
static void begin_output(void)
{
	if (output && !freopen(output, "we", stdout))
		input_err("%s: %s", output, strerror(errno));
	colour_init();
}

static int finish(int code)
{
	if (fflush(stdout) || ferror(stdout))
		input_err("cannot write: %s", strerror(errno));
	return code;
}

/* --- What is done --- */

static void print_one(const struct subject *subject, int *code)
{
	switch (mode) {
	case MODE_LIST:
		print_list(subject);
		break;
	case MODE_JSON:
		json_add(subject);
		break;
	case MODE_PROC:
		print_proc(subject->stack);
		break;
	case MODE_DISASM:
		print_disasm(subject);
		break;
	case MODE_CHECK:
		if (!check_cached(subject, required))
			*code = EXIT_FINDINGS;
		break;
	default:
		print_report(subject);
	}
}

static int print_all(void)
{
	int code = EXIT_DONE;
	size_t i;

	begin_output();
	if (mode == MODE_JSON)
		json_begin();
	for (i = 0; i < nr_groups; i++) {
		const struct subject subject = subject_of(&groups[i]);

		if (i && mode == MODE_REPORT)
			putchar('\n');
		if (nr_groups > 1 && (mode == MODE_LIST || mode == MODE_PROC ||
				      mode == MODE_DISASM))
			printf("# %s\n", subject.title);
		print_one(&subject, &code);
	}
	if (mode == MODE_JSON)
		json_end();
	return finish(code);
}

static int diff_files(char **paths, int n)
{
	struct subject a, b;

	if (n != 2)
		usage_err("--diff takes two files");
	add_files(&paths[0], 1);
	add_files(&paths[1], 1);
	begin_output();
	a = subject_of(&groups[0]);
	b = subject_of(&groups[1]);
	return finish(print_diff(&a, &b) ? EXIT_FINDINGS : EXIT_DONE);
}

static int save_process(char **command)
{
	save_to(directory);
	if (!pid)
		return watch(command, save);
	attach(pid, save);
	return EXIT_DONE;
}

static void look_at_process(char **command)
{
	if (!pid)
		watch(command, add_process);
	else
		attach(pid, add_process);
	if (!nr_groups && !pid)
		input_err("%s and what it started attached no filters", *command);
	if (!nr_groups)
		input_err("process %d has no filters", pid);
}

int main(int argc, char **argv)
{
	bool command;
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, "+p:o:ljPdDa:h", options,
				NULL)) >= 0) {
		if (c == '?')
			usage_err("unknown option, or its argument is missing: %s",
				  argv[optind - 1]);
		if (c == 'h') {
			printf(usage, arch_names(), arch_nr);
			return finish(EXIT_DONE);
		}
		if (c == OPT_VERSION) {
			puts("seccomp-cache " TOOL_VERSION);
			return finish(EXIT_DONE);
		}
		parse_option(c);
	}
	command = optind > 1 && !strcmp(argv[optind - 1], "--");
	argv += optind;
	argc -= optind;

	if (!arch)
		arch = arch_find(NULL);
	if (!arch)
		usage_err("this machine's architecture is not known here: say which by --arch");
	if (!pid == !argc)
		usage_err(pid ? "either -p or a file or command, not both" :
			  "a file, a command behind '--', or -p PID is needed");
	if (mode == MODE_SAVE && !pid && !command)
		usage_err("--save takes -p PID or a command behind '--'");
	if (mode == MODE_DIFF && (pid || command))
		usage_err("--diff takes two files");

	if (mode == MODE_SAVE)
		return save_process(argv);
	if (mode == MODE_DIFF)
		return diff_files(argv, argc);
	if (pid || command)
		look_at_process(argv);
	else
		add_files(argv, argc);
	return print_all();
}
