/* SPDX-License-Identifier: GPL-2.0-only */
/* All that is known, as one JSON document; seccomp-cache(1) has its shape. */
#ifndef _TOOLS_SECCOMP_JSON_H
#define _TOOLS_SECCOMP_JSON_H

#include "print.h"

void json_begin(void);
void json_add(const struct subject *subject);
void json_end(void);

#endif
