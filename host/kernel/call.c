// SPDX-License-Identifier: GPL-2.0-only
/*
 * A call with every bit of its struct seccomp_data chosen: the registers, 64-bit
 * or 32-bit entry, and the address that it is made from.
 */
#include "ask.h"
#include "tests.h"

#include <linux/audit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define PAGE	4096UL

/* Number and arguments from *rdi to where the kernel wants them, then to rsi. */
long call_native(const u64 *regs, const void *code);
long call_compat(const u64 *regs, const void *code);
asm(".text\n"
    "call_native:\n"
    "	push %rbx\n"
    "	mov %rdi, %r11\n"
    "	mov %rsi, %rbx\n"
    "	mov (%r11), %rax\n"
    "	mov 8(%r11), %rdi\n"
    "	mov 16(%r11), %rsi\n"
    "	mov 24(%r11), %rdx\n"
    "	mov 32(%r11), %r10\n"
    "	mov 40(%r11), %r8\n"
    "	mov 48(%r11), %r9\n"
    "	call *%rbx\n"
    "	pop %rbx\n"
    "	ret\n"
    "call_compat:\n"
    "	push %rbx\n"
    "	push %rbp\n"
    "	mov %rdi, %r11\n"
    "	mov %rsi, %r10\n"
    "	mov (%r11), %rax\n"
    "	mov 8(%r11), %rbx\n"
    "	mov 16(%r11), %rcx\n"
    "	mov 24(%r11), %rdx\n"
    "	mov 32(%r11), %rsi\n"
    "	mov 40(%r11), %rdi\n"
    "	mov 48(%r11), %rbp\n"
    "	call *%r10\n"
    "	pop %rbp\n"
    "	pop %rbx\n"
    "	ret\n");

static const u8 native[] = { 0x0f, 0x05, 0xc3 };	/* syscall; ret */
static const u8 compat[] = { 0xcd, 0x80, 0xc3 };	/* int $0x80; ret */

/* Bits high and low, the sign of each half among them. */
static const u64 places[PLACES] = {
	0x20000, 0x7ffff000, 0x80000000, 0xfffff000, 0x100000000,
	0x123456789000, 0x2aaaaaaab000, 0x7f0080000000,
};

void call_setup(void)
{
	unsigned int i;

	for (i = 0; i < PLACES; i++) {
		/* At its end, so that both fit and the low bits vary */
		const unsigned int at = PAGE - 16 - 5 * i;
		u8 *page = mmap((void *)places[i], PAGE,
				PROT_READ | PROT_WRITE | PROT_EXEC,
				MAP_PRIVATE | MAP_ANONYMOUS |
				MAP_FIXED_NOREPLACE, -1, 0);

		if (page != (void *)places[i]) {
			printf("Bail out! cannot call from %llx\n",
			       (unsigned long long)places[i]);
			exit(1);
		}
		memcpy(page + at, native, sizeof(native));
		memcpy(page + at + 8, compat, sizeof(compat));
	}
}

void call_prepare(struct seccomp_data *data, unsigned int place)
{
	const bool is_native = data->arch == AUDIT_ARCH_X86_64;
	unsigned int i;

	/* Behind the instruction, which has two bytes */
	data->instruction_pointer = places[place] + PAGE - 16 - 5 * place +
				    (is_native ? 0 : 8) + 2;
	if (is_native)
		return;
	for (i = 0; i < ARRAY_SIZE(data->args); i++)
		data->args[i] = (u32)data->args[i];
}

long call_make(const struct seccomp_data *data)
{
	const void *code = (void *)(data->instruction_pointer - 2);
	u64 regs[7] = { (u32)data->nr };

	memcpy(&regs[1], data->args, sizeof(data->args));
	return data->arch == AUDIT_ARCH_X86_64 ? call_native(regs, code) :
						 call_compat(regs, code);
}
