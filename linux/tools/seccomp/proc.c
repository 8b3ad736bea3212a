// SPDX-License-Identifier: GPL-2.0-only
/* What /proc/PID/seccomp_cache of a task with these filters shows. */
#include <stdio.h>

#include "print.h"

static void print_arch(const struct stack *stack, const char *name, u32 audit)
{
	const struct arch *arch = stack->known->arch;
	unsigned int nr;

	for (nr = 0; nr < arch_nr; nr++) {
		const struct outcome o =
			stack_outcome(stack, index_of(arch, audit, nr));

		printf("%s %u %s", name, nr,
		       o.state == STATE_CACHED ? "ALLOW" : "FILTER");
		if (o.state == STATE_CONSTANT)
			printf(" constant 0x%08x", o.ret);
		if (o.state == STATE_DEPENDENT)
			printf(" filters %u/%u insns %u/%u", o.filters,
			       stack->chain->depth, o.insns, stack->insns);
		putchar('\n');
	}
}

void print_proc(const struct stack *stack)
{
	const struct arch *arch = stack->known->arch;

	print_arch(stack, arch->native_name, arch->native);
	if (arch->compat)
		print_arch(stack, arch->compat_name, arch->compat);
}
