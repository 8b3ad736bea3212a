// SPDX-License-Identifier: GPL-2.0-only
/* Run a program below filters from files, oldest first, as in a container. */
#include <err.h>
#include <string.h>
#include <unistd.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>

#include "../../bench/chain.h"

int main(int argc, char *argv[])
{
	struct chain chain = { };
	int i;

	for (i = 1; i < argc && strcmp(argv[i], "--"); i++)
		chain_add(&chain, argv[i]);
	if (i < 2 || i + 1 >= argc)
		errx(2, "usage: below FILTER... -- PROGRAM [ARG...]");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		err(1, "no_new_privs");
	for (size_t f = 0; f < chain.n; f++)
		if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &chain.prog[f]))
			err(1, "%s, of %u instructions", argv[1 + f], chain.prog[f].len);
	execv(argv[i + 1], argv + i + 1);
	err(127, "%s", argv[i + 1]);
}
