// SPDX-License-Identifier: GPL-2.0-only
#include "attach.h"

#include <errno.h>
#include <linux/container_of.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checker.h"
#include "oracle.h"

/* --- What net/core/filter.c and kernel/seccomp.c do for the cache --- */

static int check(struct sock_filter *insns, unsigned int len)
{
	return checker_objection(insns, len) ? -EINVAL : 0;
}

/* As seccomp_check_filter() does, so that nobody takes these for the filter. */
static void rewrite(struct sock_filter *insns, unsigned int len)
{
	unsigned int i;

	for (i = 0; i < len; i++)
		if (insns[i].code == (BPF_LD | BPF_W | BPF_ABS))
			insns[i].code = BPF_LDX | BPF_W | BPF_ABS;
}

int bpf_prog_check_from_kernel(struct sock_fprog_kern *fprog,
			       bpf_aux_classic_check_t check)
{
	int err = check(fprog->filter, fprog->len);

	if (!err)
		rewrite(fprog->filter, fprog->len);
	return err;
}

/* It counts for the limit of a chain, of which there is none here. */
int bpf_prog_len_from_kernel(const struct sock_fprog_kern *fprog)
{
	return fprog->len;
}

static unsigned int run(const void *data, const void *insns)
{
	return oracle_run(insns, data).ret;
}

int bpf_prog_create_from_kernel(struct bpf_prog **prog,
				const struct sock_fprog_kern *fprog,
				bpf_aux_classic_check_t check,
				const struct sock_fprog_kern *orig)
{
	const size_t size = bpf_classic_proglen(fprog);
	struct bpf_prog *p;

	(void)orig;
	if (check(fprog->filter, fprog->len))
		return -EINVAL;
	p = calloc(1, sizeof(*p));
	p->insns = malloc(size);
	memcpy(p->insns, fprog->filter, size);
	p->len = fprog->len;
	p->insnsi = p->insns;
	p->bpf_func = run;
	*prog = p;
	return 0;
}

int bpf_prog_create_from_user(struct bpf_prog **prog, struct sock_fprog *fprog,
			      bpf_aux_classic_check_t check, bool save_orig)
{
	(void)prog;
	(void)fprog;
	(void)check;
	(void)save_orig;
	abort();	/* only without memory, or with the cache turned off */
}

void bpf_prog_destroy(struct bpf_prog *prog)
{
	free(prog->insns);
	free(prog);
}

/* --- seccomp_prepare_filter(), seccomp_lock_composed(), seccomp_attach_filter() --- */

static const struct seccomp_cache *cache_of(const struct attached *a)
{
	return a ? &a->cache : NULL;
}

struct attached *attach(const struct filter *filter,
			const struct attached *prev,
			const struct attached *expected, unsigned int tries)
{
	struct sock_fprog fprog = {
		.len = filter->program.len,
		.filter = (struct sock_filter *)filter->program.insns,
	};
	struct attached *a = calloc(1, sizeof(*a));

	a->filter = filter;
	a->prev = prev;
	if (seccomp_cache_create_prog(&a->cache, &a->prog, &fprog, check, true,
				      cache_of(expected))) {
		fprintf(stderr, "error: %s: not a program that seccomp accepts: %s\n",
			filter->name, checker_objection(filter->program.insns,
							filter->program.len));
		exit(1);
	}
	while (seccomp_cache_stale(&a->cache, cache_of(prev)) && tries--)
		seccomp_cache_compose(&a->cache, cache_of(prev));
	seccomp_cache_attach(&a->cache, cache_of(prev));
	return a;
}

void detach(struct attached *newest)
{
	while (newest) {
		struct attached *prev = (struct attached *)newest->prev;

		bpf_prog_destroy(newest->prog);
		seccomp_cache_free(&newest->cache);
		free(newest);
		newest = prev;
	}
}

struct program attached_program(const struct attached *a)
{
	return (struct program){ a->prog->insns, a->prog->len };
}

const struct attached *attached_of(const struct seccomp_link *link)
{
	return container_of(link, struct attached, cache.link);
}
