// SPDX-License-Identifier: GPL-2.0-only
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "process.h"
#include "save.h"
#include "util.h"

enum { OPT_SAVE = 256 };

static const struct option options[] = {
	{ "pid", required_argument, NULL, 'p' },
	{ "save", required_argument, NULL, OPT_SAVE },
	{ "help", no_argument, NULL, 'h' },
	{}
};

static pid_t parse_pid(const char *s)
{
	char *end;
	long pid = strtol(s, &end, 10);

	if (end == s || *end || pid <= 0 || pid > 0x7fffffff)
		die_usage("'%s' is no process ID", s);
	return pid;
}

static void help(void)
{
	puts("usage: seccomp-cache --save DIR -- COMMAND [ARG...]\n"
	     "       seccomp-cache --save DIR -p PID");
}

int main(int argc, char **argv)
{
	const char *dir = NULL;
	pid_t pid = 0;
	int c;

	while ((c = getopt_long(argc, argv, "+hp:", options, NULL)) >= 0) {
		switch (c) {
		case 'h':
			help();
			return EXIT_DONE;
		case 'p':
			pid = parse_pid(optarg);
			break;
		case OPT_SAVE:
			dir = optarg;
			break;
		default:
			return EXIT_USAGE;
		}
	}
	if (!dir)
		die_usage("--save DIR is missing");
	if (!pid == (optind == argc))
		die_usage("one of -p PID and a command is needed");
	save_to(dir);
	if (!pid)
		return watch(argv + optind, save);
	attach(pid, save);
	return EXIT_DONE;
}
