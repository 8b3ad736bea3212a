/* SPDX-License-Identifier: GPL-2.0-only */
/* The rules of a profile that count, and the filter that runc makes of them. */
#ifndef _TOOLS_SECCOMP_RULES_H
#define _TOOLS_SECCOMP_RULES_H

#include <seccomp.h>

#include "arch.h"
#include "filter.h"

#define RULE_ARGS	32

/**
 * struct rule - what happens to a syscall
 * @name: its name; an unknown one is left out
 * @action: SCMP_ACT_*
 * @nr_args: how many @args there are
 * @args: what the arguments have to be
 */
struct rule {
	const char *name;
	u32 action;
	unsigned int nr_args;
	struct scmp_arg_cmp args[RULE_ARGS];
};

/**
 * struct rules - a profile for one machine
 * @path: the name of the profile
 * @arch: the machine
 * @action: SCMP_ACT_* for all that no rule is about
 * @nr_archs: how many @archs there are
 * @archs: SCMP_ARCH_*, the machine's own or not
 * @nr: how many rules there are
 * @rule: these
 */
struct rules {
	const char *path;
	const struct arch *arch;
	u32 action;
	unsigned int nr_archs;
	u32 archs[32];
	unsigned int nr;
	struct rule *rule;
};

/* Dies if libseccomp refuses a rule. */
const struct filter *rules_compile(const struct rules *rules);

#endif
