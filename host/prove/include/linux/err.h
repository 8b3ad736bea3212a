/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PROVE_LINUX_ERR_H
#define PROVE_LINUX_ERR_H

#include <errno.h>

#define ERR_PTR(err)	((void *)(long)(err))
#define PTR_ERR(p)	((long)(p))
#define IS_ERR(p)	((unsigned long)(p) >= -4095UL)

#endif
