// SPDX-License-Identifier: GPL-2.0-only
#include "term.h"

#include <stdlib.h>
#include <string.h>

#define BUCKETS		(1U << 18)

static struct {
	struct term_node *node;
	u32 *next;		/* of those in the same bucket, plus one */
	unsigned int count, room;
	u32 bucket[BUCKETS];
	bool fold;
} terms;

static unsigned int hash(const struct term_node *n)
{
	u64 h = n->op;

	h = h * 0x9e3779b97f4a7c15ULL + n->k;
	h = h * 0x9e3779b97f4a7c15ULL + n->arg[0];
	h = h * 0x9e3779b97f4a7c15ULL + n->arg[1];
	h = h * 0x9e3779b97f4a7c15ULL + n->arg[2];
	return (h * 0x9e3779b97f4a7c15ULL) >> 46;
}

static void grow(void)
{
	terms.room = terms.room ? 2 * terms.room : 1U << 16;
	terms.node = realloc(terms.node, terms.room * sizeof(*terms.node));
	terms.next = realloc(terms.next, terms.room * sizeof(*terms.next));
	if (!terms.node || !terms.next)
		abort();
}

static term intern(const struct term_node *n)
{
	u32 *bucket = &terms.bucket[hash(n)], i;

	for (i = *bucket; i; i = terms.next[i - 1])
		if (!memcmp(&terms.node[i - 1], n, sizeof(*n)))
			return i - 1;
	if (terms.count == terms.room)
		grow();
	terms.node[terms.count] = *n;
	terms.next[terms.count] = *bucket;
	*bucket = ++terms.count;
	return terms.count - 1;
}

void term_reset(bool fold)
{
	memset(terms.bucket, 0, sizeof(terms.bucket));
	terms.count = 0;
	terms.fold = fold;
}

static term leaf(enum term_op op, u32 k)
{
	const struct term_node n = { .op = op, .k = k };

	return intern(&n);
}

term term_const(u32 k)
{
	return leaf(TERM_CONST, k);
}

term term_word(unsigned int i)
{
	return leaf(TERM_WORD, i);
}

term term_unknown(unsigned int i)
{
	return leaf(TERM_UNKNOWN, i);
}

term term_true(void)
{
	return leaf(TERM_TRUE, 0);
}

term term_false(void)
{
	return leaf(TERM_FALSE, 0);
}

const struct term_node *term_node(term t)
{
	return &terms.node[t];
}

unsigned int term_count(void)
{
	return terms.count;
}

static bool is(term t, enum term_op op)
{
	return terms.node[t].op == op;
}

bool term_is_const(term t)
{
	return is(t, TERM_CONST) || is(t, TERM_TRUE) || is(t, TERM_FALSE);
}

/* What an operation gives, with truth values as 0 and 1. */
static u32 compute(enum term_op op, u32 a, u32 b)
{
	switch (op) {
	case TERM_ADD:
		return a + b;
	case TERM_SUB:
		return a - b;
	case TERM_MUL:
		return a * b;
	case TERM_DIV:
		return b ? a / b : UINT32_MAX;	/* as z3 has it */
	case TERM_AND:
		return a & b;
	case TERM_OR:
		return a | b;
	case TERM_XOR:
		return a ^ b;
	case TERM_SHL:
		return a << (b & 31);
	case TERM_SHR:
		return a >> (b & 31);
	case TERM_EQ:
		return a == b;
	case TERM_GT:
		return a > b;
	case TERM_GE:
		return a >= b;
	case TERM_NOT:
		return !a;
	case TERM_BOTH:
		return a && b;
	case TERM_EITHER:
		return a || b;
	default:
		abort();
	}
}

static term constant(enum term_op op, u32 value)
{
	if (op < TERM_FALSE)
		return term_const(value);
	return value ? term_true() : term_false();
}

static u32 constant_of(term t)
{
	return is(t, TERM_CONST) ? terms.node[t].k : is(t, TERM_TRUE);
}

/* Is the whole equal to one of its parts? Returns false if not. */
static bool fold_logic(enum term_op op, term a, term b, term *out)
{
	if (op != TERM_BOTH && op != TERM_EITHER)
		return false;
	if (is(b, TERM_TRUE) || is(b, TERM_FALSE)) {
		term swap = a;

		a = b;
		b = swap;
	}
	if (a == b || is(a, op == TERM_BOTH ? TERM_TRUE : TERM_FALSE))
		*out = b;
	else if (is(a, op == TERM_BOTH ? TERM_FALSE : TERM_TRUE))
		*out = a;
	else
		return false;
	return true;
}

term term_make(enum term_op op, term a, term b)
{
	const struct term_node n = { .op = op, .arg = { a, b } };
	term whole;

	if (terms.fold) {
		if (term_is_const(a) && term_is_const(b))
			return constant(op, compute(op, constant_of(a),
						    constant_of(b)));
		if (fold_logic(op, a, b, &whole))
			return whole;
		if (op == TERM_EQ && a == b)
			return term_true();
	}
	return intern(&n);
}

term term_ite(term condition, term a, term b)
{
	const struct term_node n = { .op = TERM_ITE, .arg = { condition, a, b } };

	if (terms.fold) {
		if (a == b || is(condition, TERM_TRUE))
			return a;
		if (is(condition, TERM_FALSE))
			return b;
	}
	return intern(&n);
}

term term_not(term a)
{
	if (terms.fold && is(a, TERM_NOT))
		return terms.node[a].arg[0];
	return term_make(TERM_NOT, a, a);
}

static unsigned int arity(enum term_op op)
{
	switch (op) {
	case TERM_CONST:
	case TERM_WORD:
	case TERM_UNKNOWN:
	case TERM_FALSE:
	case TERM_TRUE:
		return 0;
	case TERM_NOT:
		return 1;
	case TERM_ITE:
		return 3;
	default:
		return 2;
	}
}

void term_mark(term t, bool *marks)
{
	unsigned int i;
	term at;

	memset(marks, 0, (t + 1) * sizeof(*marks));
	marks[t] = true;
	for (at = t; at != (term)-1; at--)
		for (i = 0; marks[at] && i < arity(terms.node[at].op); i++)
			marks[terms.node[at].arg[i]] = true;
}

static u32 node_value(const struct term_node *n, const u32 *value,
		      const struct seccomp_data *data)
{
	switch (n->op) {
	case TERM_CONST:
		return n->k;
	case TERM_WORD:
		return ((const u32 *)data)[n->k];
	case TERM_UNKNOWN:
		return 0xdeadbeef;	/* to be wrong if it counts */
	case TERM_FALSE:
	case TERM_TRUE:
		return n->op == TERM_TRUE;
	case TERM_ITE:
		return value[value[n->arg[0]] ? n->arg[1] : n->arg[2]];
	default:
		return compute(n->op, value[n->arg[0]], value[n->arg[1]]);
	}
}

u32 term_value(term t, const struct seccomp_data *data)
{
	bool *marks = malloc((t + 1) * sizeof(*marks));
	u32 *value = malloc((t + 1) * sizeof(*value)), out;
	term at;

	if (!marks || !value)
		abort();
	term_mark(t, marks);
	for (at = 0; at <= t; at++)
		if (marks[at])
			value[at] = node_value(&terms.node[at], value, data);
	out = value[t];
	free(value);
	free(marks);
	return out;
}
