/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Terms over the words of struct seccomp_data: what a program computes, written
 * down instead of done.
 *
 * A term is a number that stands for a node; equal nodes are one node. Nodes
 * only refer to older ones. Terms are 32 bits wide or a truth value.
 */
#ifndef PROVE_TERM_H
#define PROVE_TERM_H

#include <linux/seccomp.h>
#include <linux/types.h>

#define WORDS		(sizeof(struct seccomp_data) / sizeof(u32))
#define WORD_NR		(offsetof(struct seccomp_data, nr) / sizeof(u32))
#define WORD_ARCH	(offsetof(struct seccomp_data, arch) / sizeof(u32))

typedef u32 term;

enum term_op {
	TERM_CONST,	/* k */
	TERM_WORD,	/* word k of struct seccomp_data */
	TERM_UNKNOWN,	/* the kth value of which nothing is known */
	TERM_ADD,
	TERM_SUB,
	TERM_MUL,
	TERM_DIV,	/* unsigned */
	TERM_AND,
	TERM_OR,
	TERM_XOR,
	TERM_SHL,	/* by the lower five bits */
	TERM_SHR,
	TERM_ITE,	/* a truth value chooses */
	TERM_FALSE,	/* from here on truth values */
	TERM_TRUE,
	TERM_EQ,
	TERM_GT,	/* unsigned */
	TERM_GE,
	TERM_NOT,
	TERM_BOTH,
	TERM_EITHER,
};

struct term_node {
	enum term_op op;
	u32 k;
	term arg[3];
};

/*
 * Forget all terms. With @fold those that are constant, or equal to one of
 * their parts, are replaced; without, nodes are what the caller asks for.
 */
void term_reset(bool fold);

term term_const(u32 k);
term term_word(unsigned int i);
term term_unknown(unsigned int i);
term term_make(enum term_op op, term a, term b);
term term_ite(term condition, term a, term b);
term term_not(term a);
term term_true(void);
term term_false(void);

bool term_is_const(term t);
const struct term_node *term_node(term t);
unsigned int term_count(void);

/* Mark @t and all that it is made of in @marks, one for each term. */
void term_mark(term t, bool *marks);

/* What @t is for this input, which it must not take unknown values for. */
u32 term_value(term t, const struct seccomp_data *data);

#endif
