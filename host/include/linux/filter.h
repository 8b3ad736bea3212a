/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HOST_LINUX_FILTER_H
#define HOST_LINUX_FILTER_H

#include <linux/types.h>
#include_next <linux/filter.h>

#endif
