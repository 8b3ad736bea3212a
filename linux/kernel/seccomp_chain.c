// SPDX-License-Identifier: GPL-2.0-only
/* What a chain of seccomp filters answers, see seccomp_chain.h. */
#include <linux/array_size.h>
#include <linux/bitops.h>
#include <linux/filter.h>
#include <linux/seccomp.h>

#include "seccomp_chain.h"

/**
 * seccomp_chain_name() - Name a verdict by a number
 * @verdicts: those that have a number already; @ret gets one if there is room
 * @ret: what a filter returns
 *
 * Context: Any. Pure function, see seccomp_eval.h.
 * Return: the number that stands for @ret, or 0 if there is no room for it.
 */
u8 seccomp_chain_name(struct seccomp_verdicts *verdicts, u32 ret)
{
	unsigned int i;

	/* The data of what allows means nothing. */
	if (seccomp_ret_allows(ret))
		ret = SECCOMP_RET_ALLOW;
	for (i = 0; i < verdicts->nr; i++)
		if (verdicts->ret[i] == ret)
			return i + 1;
	if (i == ARRAY_SIZE(verdicts->ret))
		return 0;
	verdicts->ret[i] = ret;
	verdicts->nr++;
	return i + 1;
}

/**
 * seccomp_chain_take() - Take over what a pass over a filter has decided
 * @verdicts: the filter's
 * @index: of the first number that the pass decides
 * @flow: the pass; what it has not decided yet gets no verdict
 *
 * Context: Any. Pure function, see seccomp_eval.h.
 */
void seccomp_chain_take(struct seccomp_verdicts *verdicts, unsigned int index,
			const struct seccomp_flow *flow)
{
	unsigned int v, nr;

	for (v = 0; v < flow->nr_verdicts; v++) {
		const u8 name = seccomp_chain_name(verdicts,
						   flow->verdicts[v].ret);

		for_each_set_bit(nr, flow->verdicts[v].set, SECCOMP_FLOW_NR)
			verdicts->of[index + nr] = name;
	}
}

/* A filter always returns @ret: put it on top of what is known. */
static void fold(struct seccomp_answer *answer, u32 ret,
		 const struct seccomp_link *link)
{
	/* The newer filter wins a tie, but nobody matches what all allow. */
	if (seccomp_ret_allows(ret) ||
	    seccomp_action(ret) > seccomp_action(answer->ret))
		return;
	answer->ret = ret;
	answer->match = link;
}

/*
 * A filter has to be run: put it on top of what is known. If its twin would be
 * next it need not be: it would return the same, and the newer one wins the tie.
 */
static void add_run(struct seccomp_answer *answer,
		    const struct seccomp_link *link)
{
	if (!answer->run)
		answer->to_run = SECCOMP_RUN_ONE;
	else if (answer->run != link->twin)
		answer->to_run = SECCOMP_RUN_SOME;
	answer->run = link;
}

/* Which answer is this? Returns 0 if it is new and there is no room for it. */
static u8 find_answer(struct seccomp_answers *answers,
		      const struct seccomp_answer *answer)
{
	unsigned int i;

	/* The filter that has to be run knows how many are below it. */
	for (i = 1; i < answers->nr; i++) {
		const struct seccomp_answer *a = &answers->answer[i];

		if (a->ret == answer->ret && a->match == answer->match &&
		    a->run == answer->run && a->to_run == answer->to_run)
			return i;
	}
	if (i >= answers->max)
		return 0;
	answers->answer[i] = *answer;
	answers->nr = i + 1;
	return i;
}

/**
 * seccomp_chain_compose() - Put a filter's verdicts on top of its chain
 * @answers: where the answers go; &seccomp_answers.max is set, the rest is
 *	     overwritten
 * @own: the filter's own constant verdicts
 * @link: the filter
 * @prev: the filter that it is stacked on, or NULL
 *
 * The work does not depend on the filters, only on how many different answers
 * there are. What there is no room for is left to running all filters.
 *
 * Context: Any, as long as @prev cannot go away.
 * Return: false if nothing is known of the answers of @prev: then nothing is
 * of those of @link.
 */
bool seccomp_chain_compose(struct seccomp_answers *answers,
			   const struct seccomp_verdicts *own,
			   const struct seccomp_link *link,
			   const struct seccomp_link *prev)
{
	static const struct seccomp_answer unknown = {
		.to_run = SECCOMP_RUN_ALL,
	}, allow = {
		.ret = SECCOMP_RET_ALLOW,
		.to_run = SECCOMP_RUN_NONE,
	};
	const struct seccomp_answer *below = &allow, *last_below = NULL;
	u8 last = 0, found = 0;
	unsigned int i;

	if (prev && !prev->answers)
		return false;

	answers->answer[0] = unknown;
	answers->nr = 1;
	for (i = 0; i < SECCOMP_CHAIN_NR; i++) {
		const u8 verdict = own->of[i];
		struct seccomp_answer answer;

		if (prev)
			below = seccomp_chain_answer(prev->answers, i);

		/* Neighbours are often alike */
		if (below != last_below || verdict != last) {
			answer = *below;
			if (verdict)
				fold(&answer, own->ret[verdict - 1], link);
			else
				add_run(&answer, link);
			found = below->to_run == SECCOMP_RUN_ALL ? 0 :
				find_answer(answers, &answer);
			last_below = below;
			last = verdict;
		}
		answers->of[i] = found;
	}
	answers->of[SECCOMP_CHAIN_NR] = 0;
	return true;
}

/* The newest filter below @link that has to be run. */
static const struct seccomp_link *run_below(const struct seccomp_link *link,
					    unsigned int index)
{
	link = link->prev;
	return link ? seccomp_chain_answer(link->answers, index)->run : NULL;
}

/**
 * seccomp_chain_next() - Which filter has to be run after another one?
 * @link: a filter that has to be run
 * @index: of the syscall
 *
 * Context: Any, as long as the chain cannot go away.
 * Return: an older filter, or NULL
 */
const struct seccomp_link *seccomp_chain_next(const struct seccomp_link *link,
					      unsigned int index)
{
	const struct seccomp_link *next = run_below(link, index);

	/* A twin's twin returns the same, too. */
	while (next && next == link->twin) {
		link = next;
		next = run_below(link, index);
	}
	return next;
}

/**
 * seccomp_chain_run() - Run what has to be run to answer a syscall
 * @answer: what is known of the answer, which is not that all have to be run
 * @index: of the syscall
 * @sd: the syscall
 *
 * Context: Process context, as long as the chain cannot go away.
 * Return: what running all filters of the chain would return.
 */
struct seccomp_result seccomp_chain_run(const struct seccomp_answer *answer,
					unsigned int index,
					const struct seccomp_data *sd)
{
	struct seccomp_result result = { answer->ret, answer->match };
	const struct seccomp_link *link;

	for (link = answer->run; link; link = seccomp_chain_next(link, index))
		result = seccomp_chain_run_one(result, link, sd);
	return result;
}
