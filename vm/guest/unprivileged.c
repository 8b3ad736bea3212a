// SPDX-License-Identifier: GPL-2.0-only
/* Run a program as nobody, with no privileges. */
#define _GNU_SOURCE
#include <err.h>
#include <grp.h>
#include <unistd.h>

#define NOBODY	65534

int main(int argc, char *argv[])
{
	if (argc < 2)
		errx(2, "usage: unprivileged PROGRAM [ARG...]");
	if (setgroups(0, NULL) || setresgid(NOBODY, NOBODY, NOBODY) ||
	    setresuid(NOBODY, NOBODY, NOBODY))
		err(1, "cannot become nobody");
	execv(argv[1], argv + 1);
	err(127, "%s", argv[1]);
}
