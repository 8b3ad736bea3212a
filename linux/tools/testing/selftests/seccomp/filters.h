/* SPDX-License-Identifier: GPL-2.0-only */
/* What several tests of seccomp need: filters, and calls that see their answers. */
#ifndef SELFTESTS_SECCOMP_FILTERS_H
#define SELFTESTS_SECCOMP_FILTERS_H

#include <elf.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <unistd.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>

/* After sys/ptrace.h, which does not want to come second. */
#include <linux/ptrace.h>

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define LOW(field)	offsetof(struct seccomp_data, field)
#define HIGH(field)	(offsetof(struct seccomp_data, field) + 4)
#else
#define LOW(field)	(offsetof(struct seccomp_data, field) + 4)
#define HIGH(field)	offsetof(struct seccomp_data, field)
#endif

/* UNLESS and BELOW: if (A != k), or (A < k), skip n instructions. */
#define LOAD(off)	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (off))
#define LOAD_NR		LOAD(offsetof(struct seccomp_data, nr))
#define LOAD_ARCH	LOAD(offsetof(struct seccomp_data, arch))
#define UNLESS(k, n)	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (k), 0, (n))
#define BELOW(k, n)	BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, (k), 0, (n))
#define RET(k)		BPF_STMT(BPF_RET | BPF_K, (k))
#define ALLOW		RET(SECCOMP_RET_ALLOW)
#define ERRNO(e)	RET(SECCOMP_RET_ERRNO | (e))

/* Attach a filter made of the instructions given. */
#define attach(flags, ...) ({						\
	struct sock_filter _insns[] = { __VA_ARGS__ };			\
									\
	attach_program(flags, _insns, ARRAY_SIZE(_insns));		\
})

static inline int attach_program(unsigned int flags, struct sock_filter *insns,
				 unsigned short len)
{
	struct sock_fprog prog = { .len = len, .filter = insns };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -1;
	return syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, flags, &prog);
}

/* For a test to begin with: without filters there is nothing to test. */
static inline void need_filters(void)
{
	syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, 0, NULL);
	if (errno == EFAULT)
		return;
	ksft_print_header();
	ksft_exit_skip("no CONFIG_SECCOMP_FILTER, or seccomp(2) is denied\n");
}

/*
 * As in a container: then strict mode is out of reach, and calls that do not
 * exist may have an answer already, or be killed for.
 */
static inline bool filtered(void)
{
	return prctl(PR_GET_SECCOMP) == SECCOMP_MODE_FILTER;
}

/* Returns what the kernel does: a negative error, or the result. */
static inline long call(long nr, unsigned long arg)
{
	long ret = syscall(nr, arg);

	return ret == -1 ? -errno : ret;
}

/* Change the number of the system call that the tracee has stopped in. */
#ifdef __x86_64__
#define CAN_CHANGE_NR	1
#define ENOSYS_ON_ENTRY	1

static inline int change_nr(pid_t pid, int nr)
{
	return ptrace(PTRACE_POKEUSER, pid,
		      offsetof(struct user_regs_struct, orig_rax), nr);
}
#elif defined(__arm__)
#define CAN_CHANGE_NR	1

static inline int change_nr(pid_t pid, int nr)
{
	return ptrace(PTRACE_SET_SYSCALL, pid, NULL, nr);
}
#elif defined(__aarch64__)
#define CAN_CHANGE_NR	1
#define ENOSYS_ON_ENTRY	1

static inline int change_nr(pid_t pid, int nr)
{
	struct iovec iov = { .iov_base = &nr, .iov_len = sizeof(nr) };

	return ptrace(PTRACE_SETREGSET, pid, NT_ARM_SYSTEM_CALL, &iov);
}
#elif defined(__s390x__)
#define CAN_CHANGE_NR	1
/* It looks at no more of a number. */
#define NR_MASK		0xffff

/* It is in gpr2 on entry; NT_S390_SYSTEM_CALL is the call to restart. */
static inline int change_nr(pid_t pid, int nr)
{
	return ptrace(PTRACE_POKEUSER, pid,
		      offsetof(struct user_regs_struct, gprs[2]), nr);
}
#elif defined(__riscv)
#include <asm/ptrace.h>
#define CAN_CHANGE_NR	1
#define ENOSYS_ON_ENTRY	1

/* It is in a7. */
static inline int change_nr(pid_t pid, int nr)
{
	struct user_regs_struct regs;
	struct iovec iov = { .iov_base = &regs, .iov_len = sizeof(regs) };

	if (ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &iov))
		return -1;
	regs.a7 = nr;
	return ptrace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &iov);
}
#else
#define CAN_CHANGE_NR	0

static inline int change_nr(pid_t pid, int nr)
{
	return -1;
}
#endif

#ifndef NR_MASK
#define NR_MASK		-1
#endif

/* Does entry set the result of each call, before anybody has a look at it? */
#ifndef ENOSYS_ON_ENTRY
#define ENOSYS_ON_ENTRY	0
#endif

static inline int wait_status(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, __WALL) != pid)
		if (errno != EINTR)
			return -1;
	return status;
}

/* A filter, Yama or another security module may be against it. */
static inline bool can_trace(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(ptrace(PTRACE_TRACEME, 0, 0, 0) ? 1 : 0);
	return pid > 0 && !wait_status(pid);
}

/* Does pthread_join() return for a thread that was killed? musl's does not. */
static inline bool can_join_killed(void)
{
#ifdef __GLIBC__
	return true;
#else
	return false;
#endif
}

#endif /* SELFTESTS_SECCOMP_FILTERS_H */
