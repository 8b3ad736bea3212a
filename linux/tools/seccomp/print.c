// SPDX-License-Identifier: GPL-2.0-only
#include "print.h"

#include <linux/audit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "action.h"
#include "advice.h"
#include "disasm.h"
#include "text.h"
#include "util.h"

static bool big_endian(u32 audit)
{
	return !(audit & __AUDIT_ARCH_LE);
}

/* --- Counting --- */

struct counts count_states(const struct stack *stack, u32 audit)
{
	struct counts counts = {};
	unsigned int nr;

	for (nr = 0; nr < arch_nr; nr++) {
		const struct outcome o = stack_outcome(stack,
				index_of(stack->known->arch, audit, nr));

		counts.of[o.state]++;
		if (o.state == STATE_DEPENDENT && o.insns > counts.most_insns)
			counts.most_insns = o.insns;
	}
	return counts;
}

enum state known_state(const struct known *known, unsigned int index, u32 *ret)
{
	if (!known_verdict(known, index, ret))
		return STATE_DEPENDENT;
	return seccomp_ret_allows(*ret) ? STATE_CACHED : STATE_CONSTANT;
}

static void print_counts(const char *name, const struct counts *counts)
{
	printf("%s: %s%u cached%s, %s%u constant%s, %s%u dependent%s", name,
	       colour(GREEN), counts->of[STATE_CACHED], colour(PLAIN),
	       colour(YELLOW), counts->of[STATE_CONSTANT], colour(PLAIN),
	       colour(RED), counts->of[STATE_DEPENDENT], colour(PLAIN));
	if (counts->of[STATE_UNKNOWN])
		printf(", %u unknown", counts->of[STATE_UNKNOWN]);
}

/* --- Names --- */

static unsigned int range_first, range_len;

static void range_end(void)
{
	char text[32];

	if (!range_len)
		return;
	if (range_len == 1)
		snprintf(text, sizeof(text), "%u", range_first);
	else
		snprintf(text, sizeof(text), "%u-%u", range_first,
			 range_first + range_len - 1);
	words_add(text);
	range_len = 0;
}

/* Numbers that have no name are put together. */
static void name_add(u32 audit, unsigned int nr)
{
	const char *name = arch_syscall(audit, nr);

	if (name[0] < '0' || name[0] > '9') {
		range_end();
		words_add(name);
		return;
	}
	if (range_len && range_first + range_len != nr)
		range_end();
	if (!range_len++)
		range_first = nr;
}

static void names_end(void)
{
	range_end();
	words_end();
}

/* What to list: a filter's own verdicts, or those of a chain */
struct listed {
	const struct known *known;
	const struct stack *stack;
	u32 audit;
};

static enum state listed_state(const struct listed *l, unsigned int nr,
			       u32 *ret)
{
	const unsigned int index = index_of(l->known->arch, l->audit, nr);
	struct outcome o;

	if (!l->stack)
		return known_state(l->known, index, ret);
	o = stack_outcome(l->stack, index);
	*ret = o.ret;
	return o.state;
}

static void list_names(const struct listed *l, enum state wanted, u32 ret,
		       const char *title, enum colour c)
{
	unsigned int nr, n = 0;
	u32 r = 0;

	for (nr = 0; nr < arch_nr; nr++)
		n += listed_state(l, nr, &r) == wanted && r == ret;
	if (!n)
		return;
	printf("\n  %s%s%s, %u:\n", colour(c), title, colour(PLAIN), n);
	words_begin(4);
	for (nr = 0; nr < arch_nr; nr++)
		if (listed_state(l, nr, &r) == wanted && r == ret)
			name_add(l->audit, nr);
	names_end();
}

/* One list for each constant answer, in the order of their first syscalls */
static void list_constant(const struct listed *l)
{
	u32 seen[SECCOMP_CHAIN_ANSWERS], ret = 0;
	unsigned int nr, i, n = 0;

	for (nr = 0; nr < arch_nr; nr++) {
		if (listed_state(l, nr, &ret) != STATE_CONSTANT)
			continue;
		for (i = 0; i < n && seen[i] != ret; i++)
			;
		if (i < n || n == SECCOMP_CHAIN_ANSWERS)
			continue;
		seen[n++] = ret;
		list_names(l, STATE_CONSTANT, ret, action_name(ret), YELLOW);
	}
}

/* --- Dependent syscalls of a filter --- */

/* Instructions shown of a program that is run as it is */
#define MOST_SHOWN	40

static bool same_tail(const struct tail *a, const struct tail *b)
{
	if (!a || !b)
		return a == b;
	return a->len == b->len &&
	       !memcmp(a->insns, b->insns, a->len * sizeof(a->insns[0]));
}

static bool same_reason(const struct reason *a, const struct reason *b)
{
	return a->loads == b->loads && a->pc == b->pc &&
	       a->visited == b->visited &&
	       !memcmp(a->pcs, b->pcs, a->visited * sizeof(a->pcs[0]));
}

static void print_code(const struct known *known, u32 audit,
		       const struct reason *reason, const struct tail *tail)
{
	const struct sock_filter *insns = known->filter->insns;
	const bool big = big_endian(audit);
	unsigned int i;

	printf("    %s\n    %s\n", disasm_title[0], disasm_title[1]);
	for (i = 0; tail && i < tail->len; i++)
		printf("    %s\n", disasm(&tail->insns[i], i, big));
	for (i = 0; !tail && i < reason->visited && i < MOST_SHOWN; i++)
		printf("    %s\n", disasm(&insns[reason->pcs[i]],
					  reason->pcs[i], big));
	if (!tail && reason->visited > MOST_SHOWN)
		printf("     ... and %u more\n", reason->visited - MOST_SHOWN);
}

static void print_reason(const struct known *known, u32 audit,
			 const struct reason *reason, const struct tail *tail)
{
	const unsigned int len = known->filter->len;

	if (reason->loads)
		printf("    instruction %04u looks at it: %s\n", reason->pc,
		       disasm_meaning(&known->filter->insns[reason->pc],
				      reason->pc, big_endian(audit)));
	else
		puts("    its verdict is one of too many different ones to be kept");
	if (tail)
		printf("    %u of %u instructions remain:\n", tail->len, len);
	else if (reason->visited < len)
		printf("    all %u instructions are kept; of these it can come to %u:\n",
		       len, reason->visited);
	else
		printf("    all %u instructions are kept:\n", len);
}

/* Which others are dependent in the same way as @nr is? They are told of, too. */
static void add_alike(const struct known *known, u32 audit, unsigned int nr,
		      const struct reason *reasons, bool *told)
{
	const unsigned int first = index_of(known->arch, audit, 0);
	const struct tail *tail = known_tail(known, first + nr);
	unsigned int n;
	u32 ret;

	for (n = nr; n < arch_nr; n++) {
		if (known_verdict(known, first + n, &ret) ||
		    !same_tail(tail, known_tail(known, first + n)) ||
		    !same_reason(&reasons[nr], &reasons[n]))
			continue;
		told[n] = true;
		name_add(audit, n);
	}
}

static void print_dependent(const struct known *known, u32 audit)
{
	const unsigned int first = index_of(known->arch, audit, 0);
	struct reason *reasons = xcalloc(arch_nr, sizeof(*reasons));
	bool *told = xcalloc(arch_nr, sizeof(*told));
	unsigned int nr;
	u32 ret;

	for (nr = 0; nr < arch_nr; nr++)
		if (!known_verdict(known, first + nr, &ret))
			reasons[nr] = *know_reason(known->filter, known->arch,
						   first + nr);
	for (nr = 0; nr < arch_nr; nr++) {
		const struct tail *tail = known_tail(known, first + nr);

		if (told[nr] || known_verdict(known, first + nr, &ret))
			continue;
		printf("\n  %sdependent%s:\n", colour(RED), colour(PLAIN));
		words_begin(4);
		add_alike(known, audit, nr, reasons, told);
		names_end();
		print_reason(known, audit, &reasons[nr], tail);
		print_code(known, audit, &reasons[nr], tail);
	}
	free(reasons);
	free(told);
}

/* --- The report --- */

static void print_known(const struct known *known, u32 audit, bool all)
{
	const struct listed l = { known, NULL, audit };

	if (all)
		list_names(&l, STATE_CACHED, SECCOMP_RET_ALLOW, "cached",
			   GREEN);
	list_constant(&l);
	print_dependent(known, audit);
}

/* The dependent syscalls of a chain: which filters are run */
static void print_runs(const struct stack *stack, u32 audit)
{
	unsigned int nr;

	for (nr = 0; nr < arch_nr; nr++) {
		const unsigned int index = index_of(stack->known->arch, audit,
						    nr);
		const struct outcome o = stack_outcome(stack, index);
		const struct stack *s;
		char id[16];

		if (o.state != STATE_DEPENDENT && o.state != STATE_UNKNOWN)
			continue;
		printf("\n  %s%s%s: %s, at most %u of %u instructions, of %u of %u filters:\n",
		       colour(RED), o.state == STATE_DEPENDENT ? "dependent" :
		       "unknown", colour(PLAIN), arch_syscall(audit, nr),
		       o.insns, stack->insns, o.filters, stack->chain->depth);
		words_begin(4);
		for (s = stack; s; s = s->below) {
			if (!stack_runs(stack, s, index))
				continue;
			snprintf(id, sizeof(id), "#%u", s->chain->depth);
			words_add(id);
		}
		words_end();
	}
}

static const struct stack *same_below(const struct stack *stack)
{
	const struct stack *s;

	for (s = stack->below; s; s = s->below)
		if (s->chain->filter == stack->chain->filter)
			return s;
	return NULL;
}

/* Oldest first, as they have been attached */
static void print_filters(const struct stack *stack, u32 audit)
{
	const struct filter *filter = stack->chain->filter;
	const struct stack *same = same_below(stack);

	if (stack->below)
		print_filters(stack->below, audit);
	printf("\n%sFilter #%u%s (%s): %u instruction%s", colour(BOLD),
	       stack->chain->depth, colour(PLAIN), filter->id, filter->len,
	       plural(filter->len));
	if (same) {
		printf(", the same as #%u\n", same->chain->depth);
		return;
	}
	printf("; what it does not always allow:\n");
	print_known(stack->known, audit, false);
}

static void print_summary(const struct subject *subject)
{
	const struct stack *stack = subject->stack;
	const struct arch *arch = stack->known->arch;
	const u32 audits[] = { arch->native, arch->compat };
	unsigned int i;

	printf("%s%s%s: %u filter%s, %u instruction%s\n", colour(BOLD),
	       subject->title, colour(PLAIN), stack->chain->depth,
	       plural(stack->chain->depth), stack->insns,
	       plural(stack->insns));
	for (i = 0; i < 2 && audits[i]; i++) {
		const struct counts c = count_states(stack, audits[i]);

		print_counts(arch_name(audits[i]), &c);
		if (c.of[STATE_DEPENDENT])
			printf(", which run at most %u of the %u instructions",
			       c.most_insns, stack->insns);
		putchar('\n');
	}
}

void print_report(const struct subject *subject)
{
	const struct stack *stack = subject->stack;
	const struct listed l = { stack->known, stack, subject->audit };

	print_summary(subject);
	printf("\n%s%s%s system calls:\n", colour(BOLD),
	       arch_name(subject->audit), colour(PLAIN));
	if (!stack->below) {
		print_known(stack->known, subject->audit, true);
	} else {
		list_names(&l, STATE_CACHED, SECCOMP_RET_ALLOW, "cached",
			   GREEN);
		list_constant(&l);
		print_runs(stack, subject->audit);
		print_filters(stack, subject->audit);
	}
	print_advice(subject);
}

void print_list(const struct subject *subject)
{
	const struct stack *stack = subject->stack;
	const u32 audit = subject->audit;
	unsigned int nr;

	for (nr = 0; nr < arch_nr; nr++) {
		const struct outcome o = stack_outcome(stack,
				index_of(stack->known->arch, audit, nr));

		printf("%s\t", arch_syscall(audit, nr));
		switch (o.state) {
		case STATE_CACHED:
			puts("cached");
			break;
		case STATE_CONSTANT:
			printf("constant\t%s\n", action_name(o.ret));
			break;
		case STATE_DEPENDENT:
			printf("dependent\tfilters %u/%u insns %u/%u\n",
			       o.filters, stack->chain->depth, o.insns,
			       stack->insns);
			break;
		case STATE_UNKNOWN:
			puts("unknown");
			break;
		}
	}
}

static void disasm_chain(const struct chain *chain, bool big)
{
	const struct filter *filter = chain->filter;
	unsigned int pc;

	if (chain->below) {
		disasm_chain(chain->below, big);
		putchar('\n');
	}
	printf("Filter #%u (%s)\n%s\n%s\n", chain->depth, filter->id,
	       disasm_title[0], disasm_title[1]);
	for (pc = 0; pc < filter->len; pc++)
		puts(disasm(&filter->insns[pc], pc, big));
}

void print_disasm(const struct subject *subject)
{
	disasm_chain(subject->stack->chain, big_endian(subject->audit));
}
