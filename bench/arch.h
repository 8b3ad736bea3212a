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
#define TICKS_FROM	"rdtsc"
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

#elif defined(__aarch64__)

/* Its rate is not the processor's, so outside of QEMU the clock says as much. */
#define HAVE_TICKS	0
#define TICKS_FROM	"cntvct_el0"
#define X32_BIT		0

/* The virtual counter: nanoseconds, if that is how fast QEMU is told to count. */
static inline uint64_t ticks(void)
{
	uint64_t count;

	asm volatile("isb; mrs %0, cntvct_el0" : "=r"(count) :: "memory");
	return count;
}

static inline long system_call(long nr, long a, long b, long c)
{
	register long x8 asm("x8") = nr, x0 asm("x0") = a, x1 asm("x1") = b, x2 asm("x2") = c;

	asm volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
	return x0;
}

#else

#define HAVE_TICKS	0
#define TICKS_FROM	"CLOCK_MONOTONIC_RAW"
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
