// SPDX-License-Identifier: GPL-2.0-only
#include "seccomp_eval.h"
#include "tap.h"
#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A loop in the evaluator is a failure, too. */
#define SECONDS 300

struct verdict evaluate(const struct sock_filter *insns, unsigned int len,
			u32 nr, u32 arch)
{
	struct sock_filter *copy = malloc(len * sizeof(*copy));
	struct verdict v = { .ret = 0xdeadbeef };

	if (len)
		memcpy(copy, insns, len * sizeof(*copy));
	v.constant = seccomp_eval(copy, len, nr, arch, &v.ret);
	free(copy);
	return v;
}

int main(int argc, char **argv)
{
	u64 seed = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
	unsigned long rounds = argc > 2 ? strtoul(argv[2], NULL, 0) : 1000000;

	alarm(SECONDS);
	note("%zu bit, seed %llu, %lu random programs", 8 * sizeof(long),
	     (unsigned long long)seed, rounds);
	test_checker();
	test_opcodes();
	test_hostile();
	test_random(seed, rounds);
	test_flow(seed, rounds / 200);
	test_reduce(seed, rounds / 20);
	test_chain(seed, rounds / 100);
	test_possible(seed, rounds / 10);
#ifdef HAVE_LIBSECCOMP
	test_libseccomp();
#endif
	if (argc > 3) {
		test_flow_corpus(argv[3]);
		test_reduce_corpus(argv[3], seed);
	}
	return tap_done();
}
