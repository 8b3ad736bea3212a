// SPDX-License-Identifier: GPL-2.0-only
#include "action.h"

#include <linux/seccomp.h>
#include <stdio.h>
#include <string.h>

static const char *errno_name(unsigned int err)
{
	static char number[16];
	const char *name = err ? strerrorname_np(err) : NULL;

	if (name)
		return name;
	snprintf(number, sizeof(number), "%u", err);
	return number;
}

const char *action_name(u32 ret)
{
	const u32 data = ret & SECCOMP_RET_DATA;
	static char name[64];

	switch (ret & SECCOMP_RET_ACTION_FULL) {
	case SECCOMP_RET_KILL_PROCESS:
		return "KILL_PROCESS";
	case SECCOMP_RET_KILL_THREAD:
		return "KILL_THREAD";
	case SECCOMP_RET_USER_NOTIF:
		return "USER_NOTIF";
	case SECCOMP_RET_LOG:
		return "LOG";
	case SECCOMP_RET_ALLOW:
		return "ALLOW";
	case SECCOMP_RET_TRAP:
		if (!data)
			return "TRAP";
		snprintf(name, sizeof(name), "TRAP(%u)", data);
		return name;
	case SECCOMP_RET_ERRNO:
		snprintf(name, sizeof(name), "ERRNO(%s)", errno_name(data));
		return name;
	case SECCOMP_RET_TRACE:
		snprintf(name, sizeof(name), "TRACE(%u)", data);
		return name;
	}
	/* The kernel kills the process for what it does not know */
	snprintf(name, sizeof(name), "0x%08x", ret);
	return name;
}
