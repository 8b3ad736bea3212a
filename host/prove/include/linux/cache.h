/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PROVE_LINUX_CACHE_H
#define PROVE_LINUX_CACHE_H


#endif
