// SPDX-License-Identifier: GPL-2.0-only
#include "solver.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <z3.h>

/*
 * After so much work z3 gives up, by a count of its own that does not depend on
 * how busy the machine is. The hardest questions so far take a twentieth of it.
 */
#define MOST_WORK	"400000000"

struct solver_count solver_count;

static struct {
	Z3_context z3;
	Z3_sort word;
	Z3_ast *ast;		/* of each term that has been translated */
	unsigned int room;
} solver;

static void broken(Z3_context z3, Z3_error_code code)
{
	fprintf(stderr, "error: z3: %s\n", Z3_get_error_msg(z3, code));
	exit(2);
}

void solver_reset(void)
{
	Z3_config config = Z3_mk_config();

	if (solver.z3)
		Z3_del_context(solver.z3);
	Z3_set_param_value(config, "rlimit", MOST_WORK);
	solver.z3 = Z3_mk_context(config);
	Z3_del_config(config);
	Z3_set_error_handler(solver.z3, broken);
	solver.word = Z3_mk_bv_sort(solver.z3, 32);
	free(solver.ast);
	solver.ast = NULL;
	solver.room = 0;
}

static Z3_ast number(u32 k)
{
	return Z3_mk_unsigned_int(solver.z3, k, solver.word);
}

static Z3_ast variable(const char *kind, u32 i)
{
	char name[32];

	snprintf(name, sizeof(name), "%s%u", kind, i);
	return Z3_mk_const(solver.z3, Z3_mk_string_symbol(solver.z3, name),
			   solver.word);
}

static Z3_ast count_of(Z3_ast shift)
{
	return Z3_mk_bvand(solver.z3, shift, number(31));
}

static Z3_ast translate(const struct term_node *n)
{
	const Z3_context z3 = solver.z3;
	const Z3_ast a = solver.ast[n->arg[0]], b = solver.ast[n->arg[1]];
	const Z3_ast both[] = { a, b };

	switch (n->op) {
	case TERM_CONST:
		return number(n->k);
	case TERM_WORD:
		return variable("word", n->k);
	case TERM_UNKNOWN:
		return variable("unknown", n->k);
	case TERM_ADD:
		return Z3_mk_bvadd(z3, a, b);
	case TERM_SUB:
		return Z3_mk_bvsub(z3, a, b);
	case TERM_MUL:
		return Z3_mk_bvmul(z3, a, b);
	case TERM_DIV:
		return Z3_mk_bvudiv(z3, a, b);
	case TERM_AND:
		return Z3_mk_bvand(z3, a, b);
	case TERM_OR:
		return Z3_mk_bvor(z3, a, b);
	case TERM_XOR:
		return Z3_mk_bvxor(z3, a, b);
	case TERM_SHL:
		return Z3_mk_bvshl(z3, a, count_of(b));
	case TERM_SHR:
		return Z3_mk_bvlshr(z3, a, count_of(b));
	case TERM_ITE:
		return Z3_mk_ite(z3, a, b, solver.ast[n->arg[2]]);
	case TERM_FALSE:
		return Z3_mk_false(z3);
	case TERM_TRUE:
		return Z3_mk_true(z3);
	case TERM_EQ:
		return Z3_mk_eq(z3, a, b);
	case TERM_GT:
		return Z3_mk_bvugt(z3, a, b);
	case TERM_GE:
		return Z3_mk_bvuge(z3, a, b);
	case TERM_NOT:
		return Z3_mk_not(z3, a);
	case TERM_BOTH:
		return Z3_mk_and(z3, 2, both);
	case TERM_EITHER:
		return Z3_mk_or(z3, 2, both);
	}
	abort();
}

static Z3_ast ast_of(term t)
{
	bool *marks = malloc((t + 1) * sizeof(*marks));
	term at;

	if (solver.room < term_count()) {
		solver.ast = realloc(solver.ast,
				     term_count() * sizeof(*solver.ast));
		memset(solver.ast + solver.room, 0,
		       (term_count() - solver.room) * sizeof(*solver.ast));
		solver.room = term_count();
	}
	if (!marks || !solver.ast)
		abort();
	term_mark(t, marks);
	for (at = 0; at <= t; at++)
		if (marks[at] && !solver.ast[at])
			solver.ast[at] = translate(term_node(at));
	free(marks);
	return solver.ast[t];
}

/* What z3 does not care about is 0. */
static void read_example(Z3_solver s, struct seccomp_data *example)
{
	Z3_model model = Z3_solver_get_model(solver.z3, s);
	u32 *words = (u32 *)example;
	unsigned int i, value;
	Z3_ast ast;

	Z3_model_inc_ref(solver.z3, model);
	for (i = 0; i < WORDS; i++) {
		if (!Z3_model_eval(solver.z3, model, variable("word", i), true,
				   &ast) ||
		    !Z3_get_numeral_uint(solver.z3, ast, &value))
			abort();
		words[i] = value;
	}
	Z3_model_dec_ref(solver.z3, model);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static void took(double seconds)
{
	solver_count.seconds += seconds;
	if (seconds > solver_count.longest)
		solver_count.longest = seconds;
}

enum answer solver_holds(term given, term claim, struct seccomp_data *example)
{
	const Z3_context z3 = solver.z3;
	Z3_solver s = Z3_mk_solver_for_logic(z3,
					     Z3_mk_string_symbol(z3, "QF_BV"));
	enum answer answer = UNDECIDED;
	const double from = now();

	Z3_solver_inc_ref(z3, s);
	Z3_solver_assert(z3, s, ast_of(given));
	Z3_solver_assert(z3, s, Z3_mk_not(z3, ast_of(claim)));
	solver_count.asked++;
	switch (Z3_solver_check(z3, s)) {
	case Z3_L_FALSE:
		answer = PROVED;
		solver_count.proved++;
		break;
	case Z3_L_TRUE:
		read_example(s, example);
		answer = REFUTED;
		solver_count.refuted++;
		break;
	default:
		solver_count.undecided++;
	}
	Z3_solver_dec_ref(z3, s);
	took(now() - from);
	return answer;
}

const char *solver_version(void)
{
	return Z3_get_full_version();
}
