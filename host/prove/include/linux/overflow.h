/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PROVE_LINUX_OVERFLOW_H
#define PROVE_LINUX_OVERFLOW_H

#define struct_size(p, member, n) \
	(sizeof(*(p)) + (n) * sizeof((p)->member[0]))

#endif
