// SPDX-License-Identifier: GPL-2.0-only
#include "check.h"

#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "action.h"
#include "util.h"

static bool check_one(const struct subject *s, const char *name)
{
	const int nr = arch_syscall_nr(s->audit, name);
	const unsigned int index = index_of(s->stack->known->arch, s->audit,
					    nr);
	struct outcome o;

	if (nr < 0 || index == SECCOMP_CHAIN_NR)
		die_usage("'%s' is no system call of %s", name,
			  arch_name(s->audit));
	o = stack_outcome(s->stack, index);
	switch (o.state) {
	case STATE_CACHED:
		return true;
	case STATE_CONSTANT:
		printf("%s: %s is always answered with %s\n", s->title, name,
		       action_name(o.ret));
		return false;
	default:
		printf("%s: %s depends on more than its number\n", s->title,
		       name);
		return false;
	}
}

bool check_cached(const struct subject *subject, const char *list)
{
	char *names = xstrdup(list), *next = names, *name;
	bool all = true;

	while ((name = strsep(&next, ",")))
		if (!check_one(subject, name))
			all = false;
	free(names);
	return all;
}
