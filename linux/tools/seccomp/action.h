/* SPDX-License-Identifier: GPL-2.0-only */
/* What filters return, as people write it. */
#ifndef _TOOLS_SECCOMP_ACTION_H
#define _TOOLS_SECCOMP_ACTION_H

#include <linux/types.h>

/* "ALLOW", "ERRNO(EPERM)", "TRACE(7)", ... Static storage. */
const char *action_name(u32 ret);

#endif
