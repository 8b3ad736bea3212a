// SPDX-License-Identifier: GPL-2.0-only
#include "save.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arch.h"
#include "util.h"

static const char *dir;
static FILE *stacks;

/* Lines that have been written, without their PID */
static char **lines;
static size_t nr_lines;

void save_to(const char *to)
{
	char *path = xprintf("%s/stacks.tsv", to);

	dir = to;
	if (mkdir(dir, 0777) && errno != EEXIST)
		die_input("cannot make %s: %s", dir, strerror(errno));
	stacks = fopen(path, "ae");
	if (!stacks)
		die_input("%s: %s", path, strerror(errno));
	free(path);
}

/* Nobody finds a file of that name that is not whole. */
static void save_filter(const struct filter *filter)
{
	char *path = xprintf("%s/%s.bpf", dir, filter->id);
	char *new = xprintf("%s/.%s.%d", dir, filter->id, getpid());
	size_t size;
	void *bytes;
	FILE *f;

	if (access(path, F_OK)) {
		bytes = filter_bytes(filter, &size);
		f = fopen(new, "wxe");
		if (!f || fwrite(bytes, 1, size, f) != size || fclose(f) ||
		    rename(new, path))
			die_input("%s: %s", path, strerror(errno));
		free(bytes);
	}
	free(new);
	free(path);
}

/* The filters' names, oldest first */
static char *save_chain(const struct chain *chain)
{
	char *below, *all;

	save_filter(chain->filter);
	if (!chain->below)
		return xstrdup(chain->filter->id);
	below = save_chain(chain->below);
	all = xprintf("%s,%s", below, chain->filter->id);
	free(below);
	return all;
}

static bool is_new(char *line)
{
	size_t i;

	for (i = 0; i < nr_lines; i++)
		if (!strcmp(lines[i], line))
			return false;
	lines = xrealloc(lines, (nr_lines + 1) * sizeof(*lines));
	lines[nr_lines++] = line;
	return true;
}

void save(const struct process *p)
{
	char *ids = save_chain(p->chain);
	const char *exe = p->exe ? p->exe : "?";
	const char *arch = arch_name(p->arch);
	char *line = xprintf("%s\t%s\t%s\t%s", p->comm, exe, arch, ids);

	if (is_new(line))
		fprintf(stacks, "%s\t%s\t%d\t%s\t%s\n", p->comm, exe, p->pid,
			arch, ids);
	else
		free(line);
	free(ids);
	if (fflush(stacks) || ferror(stacks))
		die_input("%s/stacks.tsv: %s", dir, strerror(errno));
}
