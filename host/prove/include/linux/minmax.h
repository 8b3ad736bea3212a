/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PROVE_LINUX_MINMAX_H
#define PROVE_LINUX_MINMAX_H

#include_next <linux/minmax.h>

#define min(a, b)	((a) < (b) ? (a) : (b))

#endif
