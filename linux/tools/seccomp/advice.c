// SPDX-License-Identifier: GPL-2.0-only
#include "advice.h"

#include <linux/array_size.h>
#include <linux/audit.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "action.h"
#include "disasm.h"
#include "possible.h"
#include "text.h"
#include "util.h"

/* What ordinary programs call so often that it is worth a thought */
static const char *const hot[] = {
	"read", "write", "close", "openat", "newfstatat", "fstat", "statx",
	"lseek", "pread64", "pwrite64", "readv", "writev", "mmap", "munmap",
	"mprotect", "madvise", "brk", "futex", "ioctl", "fcntl", "poll",
	"ppoll", "select", "pselect6", "epoll_wait", "epoll_pwait",
	"epoll_ctl", "recvfrom", "sendto", "recvmsg", "sendmsg", "accept4",
	"rt_sigprocmask", "rt_sigaction", "clock_gettime", "clock_nanosleep",
	"nanosleep", "gettimeofday", "sched_yield", "getpid", "gettid",
	"getrandom", "clone", "clone3", "wait4",
};

static bool said;

__printf(1, 2) static void advice_info(const char *fmt, ...)
{
	char *text, *next, *word;
	va_list args;

	if (!said)
		printf("\n%sAdvice:%s\n", colour(BOLD), colour(PLAIN));
	else
		putchar('\n');
	said = true;
	va_start(args, fmt);
	if (vasprintf(&text, fmt, args) < 0)
		input_err("out of memory");
	va_end(args);
	words_begin(2);
	for (next = text; (word = strsep(&next, " "));)
		words_add(word);
	words_end();
	free(text);
}

/* A filter that looks at an argument, but always returns the same */
static void advise_futile(const struct subject *subject)
{
	const struct arch *arch = subject->stack->known->arch;
	const struct stack *s;
	unsigned int nr;
	u32 ret;

	for (s = subject->stack; s; s = s->below) {
		const struct filter *filter = s->chain->filter;

		for (nr = 0; nr < arch_nr; nr++) {
			const unsigned int index = index_of(arch, subject->audit,
							    nr);

			if (known_verdict(s->known, index, &ret) ||
			    !know_reason(filter, arch, index)->loads ||
			    !possible_only(filter->insns, filter->len, nr,
					   subject->audit, &ret))
				continue;
			advice_info("%s: filter #%u looks at an argument, but returns %s whatever it is. A rule without the condition means the same, and is constant.",
				    arch_syscall(subject->audit, nr),
				    s->chain->depth, action_name(ret));
		}
	}
}

/* The newest filter that is run for a syscall, in which it is dependent */
static const struct stack *runs_first(const struct stack *stack,
				      unsigned int index)
{
	const struct stack *s;

	for (s = stack; s && !stack_runs(stack, s, index); s = s->below)
		;
	return s;
}

static void advise_hot(const struct subject *subject)
{
	const struct stack *stack = subject->stack, *s;
	const struct arch *arch = stack->known->arch;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(hot); i++) {
		const int nr = arch_syscall_nr(subject->audit, hot[i]);
		const unsigned int index = index_of(arch, subject->audit, nr);
		const struct reason *reason;
		struct outcome o;

		if (nr < 0 || index == SECCOMP_CHAIN_NR)
			continue;
		o = stack_outcome(stack, index);
		if (o.state != STATE_DEPENDENT)
			continue;
		s = runs_first(stack, index);
		reason = know_reason(s->chain->filter, arch, index);
		if (!reason->loads)
			continue;
		advice_info("%s is called often, and runs %u instruction%s each time, as filter #%u looks at it (%04u: %s). Were it allowed by a rule without a condition%s, it would pass on entry.",
			    hot[i], o.insns, plural(o.insns),
			    s->chain->depth, reason->pc,
			    disasm_meaning(&s->chain->filter->insns[reason->pc],
					   reason->pc,
					   !(subject->audit & __AUDIT_ARCH_LE)),
			    o.filters > 1 ? " in each of these filters" : "");
	}
}

/* Verdicts that are constant, but too many to be kept */
static void advise_verdicts(const struct subject *subject)
{
	const struct arch *arch = subject->stack->known->arch;
	const struct stack *s;
	unsigned int nr, n;
	u32 ret;

	for (s = subject->stack; s; s = s->below) {
		for (nr = 0, n = 0; nr < arch_nr; nr++) {
			const unsigned int index = index_of(arch, subject->audit,
							    nr);

			n += !known_verdict(s->known, index, &ret) &&
			     !know_reason(s->chain->filter, arch, index)->loads;
		}
		if (n)
			advice_info("Filter #%u has too many different return values: %u constant one%s cannot be kept. Fewer would do, if they need not be told apart.",
				    s->chain->depth, n, plural(n));
	}
}

static void advise_repeated(const struct subject *subject)
{
	const struct stack *s, *other;

	for (s = subject->stack; s; s = s->below) {
		for (other = s->below; other; other = other->below)
			if (other->chain->filter == s->chain->filter)
				break;
		if (other)
			advice_info("Filter #%u is the same as #%u: attaching it once is enough, and takes less memory.",
				    s->chain->depth, other->chain->depth);
	}
}

void print_advice(const struct subject *subject)
{
	said = false;
	advise_futile(subject);
	advise_hot(subject);
	advise_verdicts(subject);
	advise_repeated(subject);
}
