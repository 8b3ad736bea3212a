/* SPDX-License-Identifier: GPL-2.0-only */
/* What measuring needs of the processor: a clock and a bare system call. */
#ifndef BENCH_ARCH_H
#define BENCH_ARCH_H

#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#if defined(__x86_64__) && defined(__LP64__)

#define HAVE_TICKS	1
#define X32_BIT		0x40000000

/* The time stamp counter: nanoseconds of the guest under QEMU's -icount. */
static inline uint64_t ticks(void)
{
	uint32_t lo, hi;

	asm volatile("lfence; rdtsc" : "=a"(lo), "=d"(hi) :: "memory");
	return (uint64_t)hi << 32 | lo;
}

/* Without the few instructions that syscall(2) adds. */
static inline long system_call(long nr, long a, long b, long c)
{
	long ret;

	asm volatile("syscall" : "=a"(ret)
		     : "0"(nr), "D"(a), "S"(b), "d"(c)
		     : "rcx", "r11", "memory");
	return ret;
}

#else

#define HAVE_TICKS	0
#define X32_BIT		0

static inline uint64_t ticks(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_RAW, &t);
	return t.tv_sec * UINT64_C(1000000000) + t.tv_nsec;
}

static inline long system_call(long nr, long a, long b, long c)
{
	return syscall(nr, a, b, c);
}

#endif

#endif
