/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _SECCOMP_SHIM_MINMAX_H
#define _SECCOMP_SHIM_MINMAX_H

#define min_t(type, a, b) \
	({ type a_ = (a), b_ = (b); a_ < b_ ? a_ : b_; })

#endif
