// SPDX-License-Identifier: GPL-2.0-only
/* Run a program below filters from files, oldest first, as in a container. */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>

static void attach(const char *path)
{
	static struct sock_filter insns[BPF_MAXINSNS];
	struct sock_fprog prog = { .filter = insns };
	FILE *f = fopen(path, "re");

	if (!f)
		err(1, "%s", path);
	prog.len = fread(insns, sizeof(*insns), BPF_MAXINSNS, f);
	fclose(f);
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog))
		err(1, "%s, of %u instructions", path, prog.len);
}

int main(int argc, char *argv[])
{
	int i;

	for (i = 1; i < argc && strcmp(argv[i], "--"); i++)
		;
	if (i < 2 || i + 1 >= argc)
		errx(2, "usage: below FILTER... -- PROGRAM [ARG...]");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		err(1, "no_new_privs");
	for (int filter = 1; filter < i; filter++)
		attach(argv[filter]);
	execv(argv[i + 1], argv + i + 1);
	err(127, "%s", argv[i + 1]);
}
