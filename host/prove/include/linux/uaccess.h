/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PROVE_LINUX_UACCESS_H
#define PROVE_LINUX_UACCESS_H

#include <string.h>

#define copy_from_user(to, from, size)	(memcpy(to, from, size), 0)

#endif
