/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _SECCOMP_SHIM_FILTER_H
#define _SECCOMP_SHIM_FILTER_H

#include <linux/types.h>
#include_next <linux/filter.h>

#endif
