// SPDX-License-Identifier: GPL-2.0-only
#include "process.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util.h"

/* Names are the program's own choice and go to a terminal and into a table. */
static void make_printable(char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			*s = '?';
}

static FILE *open_proc(pid_t tid, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", tid, name);
	return fopen(path, "re");
}

void process_name(struct process *p)
{
	char path[64], exe[PATH_MAX];
	FILE *f = open_proc(p->pid, "comm");
	ssize_t len;

	if (f) {
		if (fgets(p->comm, sizeof(p->comm), f)) {
			p->comm[strcspn(p->comm, "\n")] = '\0';
			make_printable(p->comm);
		}
		fclose(f);
	}

	snprintf(path, sizeof(path), "/proc/%d/exe", p->pid);
	len = readlink(path, exe, sizeof(exe) - 1);
	if (len > 0) {
		exe[len] = '\0';
		make_printable(exe);
		free(p->exe);
		p->exe = xstrdup(exe);
	}
}

pid_t process_of(pid_t tid)
{
	FILE *f = open_proc(tid, "status");
	char line[256];
	pid_t tgid = tid;

	if (!f)
		return tid;
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "Tgid: %d", &tgid) == 1)
			break;
	fclose(f);
	return tgid;
}
