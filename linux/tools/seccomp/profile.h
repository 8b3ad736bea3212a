/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Profiles of containers: what Docker and Podman, or an OCI runtime's
 * config.json, say of seccomp, made the filter that runc makes of it
 */
#ifndef _TOOLS_SECCOMP_PROFILE_H
#define _TOOLS_SECCOMP_PROFILE_H

#include <stdbool.h>

#include "arch.h"
#include "filter.h"

/* The largest profile that is read */
#define PROFILE_MAX	(4 << 20)

/* Does it begin as JSON does? No program of a filter does. */
bool profile_looks_like(const char *text);

/* What Docker decides by which rules of a profile count */
void profile_add_cap(const char *cap);
void profile_drop_cap(const char *cap);
void profile_set_kernel(const char *version);

/* Compile the profile in @text; dies if that is none. @path is its name. */
const struct filter *profile_compile(const char *path, const char *text,
				     const struct arch *arch);

#endif
