/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _SECCOMP_SHIM_NOSPEC_H
#define _SECCOMP_SHIM_NOSPEC_H

#define array_index_nospec(index, size)	(index)

#endif
