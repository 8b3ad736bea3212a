// SPDX-License-Identifier: GPL-2.0-only
#include "diff.h"

#include <linux/audit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "action.h"
#include "text.h"
#include "util.h"

/* What to say of a syscall, the same for the same behaviour. */
static char *describe(const struct stack *stack, unsigned int index)
{
	const struct outcome o = stack_outcome(stack, index);

	switch (o.state) {
	case STATE_CACHED:
		return xstrdup("cached");
	case STATE_CONSTANT:
		return xstrdup(action_name(o.ret));
	case STATE_DEPENDENT:
		return xprintf("dependent (%u instruction%s)", o.insns,
			       plural(o.insns));
	default:
		return xstrdup("unknown");
	}
}

/*
 * Do the tails, or what is run in their place, have the same instructions? Then
 * so have the answers. Where they differ the answers may still be the same.
 */
static bool same_runs(const struct stack *a, const struct stack *b,
		      unsigned int index)
{
	for (; a && b; a = a->below, b = b->below) {
		const struct tail *x = known_tail(a->known, index);
		const struct tail *y = known_tail(b->known, index);
		u32 p, q;

		if (known_verdict(a->known, index, &p) &&
		    known_verdict(b->known, index, &q) && p == q)
			continue;
		if (a->chain->filter == b->chain->filter)
			continue;
		if (!x || !y || x->len != y->len ||
		    memcmp(x->insns, y->insns, x->len * sizeof(x->insns[0])))
			return false;
	}
	return a == b;
}

static bool diff_syscall(const struct subject *a, const struct subject *b,
			 unsigned int index, const char *name)
{
	char *was = describe(a->stack, index), *is = describe(b->stack, index);
	const bool dependent = !strncmp(was, "dependent", 9);
	bool differs = strcmp(was, is);

	if (!differs && dependent &&
	    !same_runs(a->stack, b->stack, index)) {
		free(is);
		is = xstrdup("dependent on something else");
		differs = true;
	}
	if (differs)
		printf("  %s: %s%s%s -> %s%s%s\n", name, colour(RED), was,
		       colour(PLAIN), colour(GREEN), is, colour(PLAIN));
	free(was);
	free(is);
	return differs;
}

static void print_side(char sign, const struct subject *s)
{
	const struct counts c = count_states(s->stack, s->audit);

	printf("%c %s: %s, %u instruction%s: %u cached, %u constant, %u dependent\n",
	       sign, s->title, arch_name(s->audit), s->stack->insns,
	       plural(s->stack->insns), c.of[STATE_CACHED],
	       c.of[STATE_CONSTANT], c.of[STATE_DEPENDENT]);
}

bool print_diff(const struct subject *a, const struct subject *b)
{
	unsigned int nr, n = 0;

	print_side('-', a);
	print_side('+', b);
	for (nr = 0; nr < arch_nr; nr++)
		n += diff_syscall(a, b, index_of(a->stack->known->arch,
						 a->audit, nr),
				  arch_syscall(a->audit, nr));
	if (!n)
		printf("No %s system call differs.\n", arch_name(a->audit));
	return n;
}
