/* SPDX-License-Identifier: GPL-2.0-only */
/* A directory of filters as they were attached, and of who attached them. */
#ifndef _TOOLS_SECCOMP_SAVE_H
#define _TOOLS_SECCOMP_SAVE_H

#include "process.h"

/* Where to save; made if it is not there. */
void save_to(const char *dir);

/* Save the filters of a task, and a line about it unless there is one. */
void save(const struct process *process);

#endif
