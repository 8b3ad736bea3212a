// SPDX-License-Identifier: GPL-2.0-only
#include "corpus.h"

#include <err.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

#include "checker.h"

static unsigned int read_filter(const char *path, struct sock_filter *insns)
{
	FILE *f = fopen(path, "re");
	const char *objection;
	size_t size;

	if (!f)
		err(1, "%s", path);
	size = fread(insns, 1, BPF_MAXINSNS * sizeof(*insns), f);
	if (ferror(f) || getc(f) != EOF || size % sizeof(*insns))
		errx(1, "%s: not a whole filter", path);
	fclose(f);
	objection = checker_objection(insns, size / sizeof(*insns));
	if (objection)
		errx(1, "%s: %s", path, objection);
	return size / sizeof(*insns);
}

unsigned int corpus_each(const char *dir,
			 void (*fn)(const struct sock_filter *insns,
				    unsigned int len, void *arg), void *arg)
{
	static struct sock_filter insns[BPF_MAXINSNS];
	char pattern[4096];
	glob_t found;
	size_t i;

	snprintf(pattern, sizeof(pattern), "%s/*.bpf", dir);
	if (glob(pattern, 0, NULL, &found))
		errx(1, "no filters in %s", dir);
	for (i = 0; i < found.gl_pathc; i++)
		fn(insns, read_filter(found.gl_pathv[i], insns), arg);
	globfree(&found);
	return i;
}
