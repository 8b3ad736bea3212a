/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel as judge of the oracle: programs that make their result visible, and
 * calls that give them the input they are to see.
 */
#ifndef HOST_KERNEL_ASK_H
#define HOST_KERNEL_ASK_H

#include <linux/filter.h>
#include <linux/seccomp.h>

#include "random.h"

#define PROGRAM_BODY	60	/* instructions before the result is known */
#define PROGRAM_MOST	(PROGRAM_BODY + 16)
#define CALLS		12	/* of each program */

/*
 * A program whose every return is SECCOMP_RET_ERRNO with twelve bits of what it
 * has worked out. Which ones is for an argument to say, or the same for each call,
 * so that the result may be constant. Only where the program divides by X == 0 does
 * it return 0, which kills.
 */
struct program {
	struct sock_filter insns[PROGRAM_MOST];
	unsigned int len;
	bool by_argument;
};

/* The nth program: every second is about one opcode, the others are random. */
void program_make(struct program *p, struct random *r, unsigned int n);

/* How many opcodes seccomp accepts, and whether this is one. */
#define OPCODES		41
bool program_opcode(unsigned int code);

/* Pages that calls are made from: where a call is made is input, too. */
#define PLACES		8
void call_setup(void);

/* Fill in from where a call is made, and leave what its arch cannot pass. */
void call_prepare(struct seccomp_data *data, unsigned int place);

/* Make it; returns what the kernel does. */
long call_make(const struct seccomp_data *data);

struct answer {
	long ret;
	bool made;
};

/*
 * Make calls under a program, in a process that ends thereafter. Returns the
 * signal that has ended it: SIGILL its own, SIGSYS the kernel's; 0 if the program
 * could not be attached.
 */
int ask(const struct program *p, const struct seccomp_data *data,
	struct answer *answers, unsigned int n);

/* How many programs the kernel takes as the checker does, and how many it does not. */
struct acceptance {
	unsigned long accepted, refused, wrong;
};

/* With all opcodes and some that are none, and @programs broken ones. */
struct acceptance accept_alike(struct random *r, unsigned int programs);

#endif
