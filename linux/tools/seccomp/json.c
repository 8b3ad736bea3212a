// SPDX-License-Identifier: GPL-2.0-only
#include "json.h"

#include <json-c/json.h>
#include <linux/audit.h>
#include <stdio.h>

#include "action.h"
#include "disasm.h"

/* Changed when a program that reads it would have to be */
#define VERSION	1

typedef struct json_object json;

static json *document, *subjects;

static void add(json *object, const char *key, json *value)
{
	json_object_object_add(object, key, value);
}

static void add_string(json *object, const char *key, const char *value)
{
	add(object, key, json_object_new_string(value));
}

static void add_number(json *object, const char *key, u32 value)
{
	add(object, key, json_object_new_int64(value));
}

static const char *state_name(enum state state)
{
	switch (state) {
	case STATE_CACHED:
		return "cached";
	case STATE_CONSTANT:
		return "constant";
	case STATE_DEPENDENT:
		return "dependent";
	default:
		return "unknown";
	}
}

static json *make_insns(const struct sock_filter *insns, unsigned int len)
{
	json *all = json_object_new_array(), *one;
	unsigned int i;

	for (i = 0; i < len; i++) {
		one = json_object_new_array();
		json_object_array_add(one, json_object_new_int64(insns[i].code));
		json_object_array_add(one, json_object_new_int64(insns[i].jt));
		json_object_array_add(one, json_object_new_int64(insns[i].jf));
		json_object_array_add(one, json_object_new_int64(insns[i].k));
		json_object_array_add(all, one);
	}
	return all;
}

/* What is run of one filter for a syscall, and why */
static json *make_run(const struct stack *stack, u32 audit, unsigned int index)
{
	const struct known *known = stack->known;
	const struct tail *tail = known_tail(known, index);
	const struct reason *reason;
	json *run = json_object_new_object();

	reason = know_reason(known->filter, known->arch, index);
	add_number(run, "filter", stack->chain->depth);
	if (reason->loads) {
		add_number(run, "instruction", reason->pc);
		add_string(run, "looks_at",
			   disasm_meaning(&known->filter->insns[reason->pc],
					  reason->pc,
					  !(audit & __AUDIT_ARCH_LE)));
	}
	if (tail)
		add(run, "remaining", make_insns(tail->insns, tail->len));
	return run;
}

static json *make_runs(const struct stack *stack, u32 audit, unsigned int index)
{
	json *runs = json_object_new_array();
	const struct stack *s;

	for (s = stack; s; s = s->below)
		if (stack_runs(stack, s, index))
			json_object_array_add(runs, make_run(s, audit, index));
	return runs;
}

static json *make_syscall(u32 audit, unsigned int nr, enum state state, u32 ret)
{
	const char *name = arch_syscall(audit, nr);
	json *call = json_object_new_object();

	add_number(call, "nr", nr);
	add(call, "name", name[0] >= '0' && name[0] <= '9' ?
	    NULL : json_object_new_string(name));
	add_string(call, "state", state_name(state));
	if (state == STATE_CONSTANT) {
		add_string(call, "action", action_name(ret));
		add_number(call, "ret", ret);
	}
	return call;
}

/* The verdicts of a chain, or with @alone of its newest filter */
static json *make_arch(const struct stack *stack, u32 audit, bool alone)
{
	json *arch = json_object_new_object();
	json *calls = json_object_new_array();
	unsigned int of[STATE_UNKNOWN + 1] = {}, nr;
	enum state state;

	for (nr = 0; nr < arch_nr; nr++) {
		const unsigned int index = index_of(stack->known->arch, audit,
						    nr);
		struct outcome o = stack_outcome(stack, index);
		json *call;

		if (alone)
			o.state = known_state(stack->known, index, &o.ret);
		of[o.state]++;
		call = make_syscall(audit, nr, o.state, o.ret);
		json_object_array_add(calls, call);
		if (alone || o.state != STATE_DEPENDENT)
			continue;
		add_number(call, "filters", o.filters);
		add_number(call, "instructions", o.insns);
		add(call, "runs", make_runs(stack, audit, index));
	}
	add_string(arch, "name", arch_name(audit));
	for (state = STATE_CACHED; state <= STATE_UNKNOWN; state++)
		add_number(arch, state_name(state), of[state]);
	add(arch, "syscalls", calls);
	return arch;
}

static json *make_arches(const struct stack *stack, bool alone)
{
	const struct arch *arch = stack->known->arch;
	json *arches = json_object_new_array();

	json_object_array_add(arches, make_arch(stack, arch->native, alone));
	if (arch->compat)
		json_object_array_add(arches, make_arch(stack, arch->compat,
							alone));
	return arches;
}

/* Oldest first */
static void add_filters(json *filters, const struct stack *stack)
{
	json *filter = json_object_new_object();

	if (stack->below)
		add_filters(filters, stack->below);
	add_string(filter, "id", stack->chain->filter->id);
	add_number(filter, "instructions", stack->chain->filter->len);
	add(filter, "arches", make_arches(stack, true));
	json_object_array_add(filters, filter);
}

void json_begin(void)
{
	document = json_object_new_object();
	subjects = json_object_new_array();
	add_number(document, "version", VERSION);
	add(document, "subjects", subjects);
}

void json_add(const struct subject *subject)
{
	json *one = json_object_new_object();
	json *filters = json_object_new_array();

	add_filters(filters, subject->stack);
	add_string(one, "title", subject->title);
	add_string(one, "arch", arch_name(subject->audit));
	add_number(one, "instructions", subject->stack->insns);
	add(one, "filters", filters);
	add(one, "arches", make_arches(subject->stack, false));
	json_object_array_add(subjects, one);
}

void json_end(void)
{
	puts(json_object_to_json_string_ext(document, JSON_C_TO_STRING_PRETTY |
					    JSON_C_TO_STRING_SPACED |
					    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(document);
}
