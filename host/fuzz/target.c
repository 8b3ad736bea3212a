// SPDX-License-Identifier: GPL-2.0-only
/*
 * What libFuzzer calls. Ends by itself, successfully, once FUZZ_EVALUATIONS have
 * been compared; the counts then go to the file FUZZ_COUNTS.
 */
#include "fuzz.h"
#include "stack.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const u8 *data, size_t size);
/* Only where coverage is measured */
__attribute__((weak)) int __llvm_profile_write_file(void);

static u64 goal = -1;
static const char *counts = "/dev/stderr";

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	if (getenv("FUZZ_EVALUATIONS"))
		goal = strtoull(getenv("FUZZ_EVALUATIONS"), NULL, 10);
	if (getenv("FUZZ_COUNTS"))
		counts = getenv("FUZZ_COUNTS");
	return 0;
}

static void finish(void)
{
	const struct fuzz_count *c = &fuzz_count;
	FILE *file = fopen(counts, "w");

	if (!file || fprintf(file,
			     "evaluations %" PRIu64 "\nof_filters %" PRIu64
			     "\nof_stacks %" PRIu64 "\nverdicts %" PRIu64
			     "\nreduced %" PRIu64 "\nanswers %" PRIu64
			     "\ninputs %" PRIu64 "\nfilters %" PRIu64
			     "\nrefused %" PRIu64 "\nshortened %" PRIu64 "\n",
			     c->of_filters + c->of_stacks, c->of_filters,
			     c->of_stacks, c->verdicts, c->reduced, c->answers,
			     c->inputs, c->filters, c->refused,
			     c->shortened) < 0 || fclose(file)) {
		perror(counts);
		_exit(1);
	}
	if (__llvm_profile_write_file)
		__llvm_profile_write_file();
	/* libFuzzer takes exit() for a fault of the code under test */
	_exit(0);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static struct stack stack;

	stack_attach(&stack, data, size);
	compare_stack(&stack);
	stack_release(&stack);
	if (fuzz_count.of_filters + fuzz_count.of_stacks >= goal)
		finish();
	return 0;
}
