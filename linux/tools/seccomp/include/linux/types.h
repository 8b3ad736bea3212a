/* SPDX-License-Identifier: GPL-2.0-only */
/* What kernel code expects of <linux/types.h>, on top of the system's own. */
#ifndef _SECCOMP_SHIM_TYPES_H
#define _SECCOMP_SHIM_TYPES_H

#include_next <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Newer headers of the system have it. */
#ifndef __counted_by
#define __counted_by(member)
#endif

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;

#endif
