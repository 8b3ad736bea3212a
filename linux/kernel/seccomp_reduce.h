/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shorten a seccomp filter for the syscalls that it decides by an argument
 *
 * For most of its instructions a filter finds out which syscall it is asked
 * about. Once number and arch are known there is nothing left to find out:
 * comparisons with them are decided, and what only served them is dead. What
 * remains for one number is its tail, often a load and a comparison.
 *
 * The result is one program: a search for the number among those that have a
 * tail, the tails, and the whole filter as it was for everything else. It
 * returns what the filter returns for whatever struct seccomp_data, so nothing
 * depends on who runs it when.
 *
 * All of this is pure, as seccomp_eval.h says. The program to shorten has to be
 * one that bpf_check_classic() and seccomp accept, but no memory outside of
 * what the functions are given is accessed if it is not.
 */
#ifndef _KERNEL_SECCOMP_REDUCE_H
#define _KERNEL_SECCOMP_REDUCE_H

#include <linux/filter.h>
#include <linux/types.h>

#include "seccomp_eval.h"

/* For how many (arch, number) pairs there can be a tail: 512 for each of two. */
#define SECCOMP_REDUCE_NR	1024

/* The longest tail in instructions, so that conditional jumps reach its end. */
#define SECCOMP_REDUCE_TAIL	256

/* How many instructions less have to be left, so that a search is worth it. */
#define SECCOMP_REDUCE_GAIN	8

/*
 * How many steps all walks together may take: a step takes one over an
 * instruction, or past a state that waits, or joins two of these. Numbers that
 * no steps are left for have no tail. The filters of containers, browsers and
 * services take no more than 4300.
 */
#define SECCOMP_REDUCE_STEPS	(8 * BPF_MAXINSNS)

/* How many places ahead the branches of one tail may lead to at a time. */
#define SECCOMP_REDUCE_WAITING	32

/**
 * struct seccomp_reduce_state - what is known of the machine at an instruction
 * @next: the state that waits behind this one, or none: index into the pool
 * @pc: the instruction
 * @known: bit n tells whether value n is the same on all ways to @pc
 * @value: scratch memory, A and X; 0 if not known
 */
struct seccomp_reduce_state {
	s16 next;
	u16 pc;
	u32 known;
	u32 value[SECCOMP_EVAL_REGS];
};

/* Where an instruction goes on. */
enum seccomp_reduce_kind {
	SECCOMP_REDUCE_PLAIN,	/* to the one after it */
	SECCOMP_REDUCE_GOTO,	/* to another one, and does nothing else */
	SECCOMP_REDUCE_BRANCH,	/* to one of two */
	SECCOMP_REDUCE_END,	/* nowhere: it returns */
};

/**
 * struct seccomp_reduce_step - what becomes of an instruction on the way
 * @insn: what is left of it
 * @kind: enum seccomp_reduce_kind
 * @fence: in the tail there is a jump in front of it that is never reached
 * @to: the instructions that it goes on to; [0] if a branch is taken
 * @at: where a way that comes here goes on in the tail: at this instruction if
 *	the tail needs it, else at one further on
 * @pos: the place it has in the tail
 * @nth: not of this instruction: which one was visited as the nth
 * @live: bit n tells whether the tail reads value n from here on
 */
struct seccomp_reduce_step {
	struct sock_filter insn;
	u8 kind;
	bool fence;
	u16 to[2];
	u16 at;
	u16 pos;
	u16 nth;
	u32 live;
};

/**
 * struct seccomp_reduce_member - a number that has a tail
 * @nr: the syscall number
 * @tail: index of its first instruction in the tails
 * @len: how many instructions the tail has
 */
struct seccomp_reduce_member {
	u16 nr;
	u16 tail;
	u16 len;
};

/**
 * struct seccomp_reduce - a filter that is being shortened
 * @insns: the filter
 * @len: its length
 * @steps: how many are left
 * @room: how many instructions there may be in front of the filter
 * @nr_archs: how many archs have been asked for
 * @arch: the AUDIT_ARCH_* values of these
 * @end: index of the member behind the last of each arch
 * @nr_members: how many numbers have a tail
 * @member: these, by arch and ascending number
 * @code: the tails, from seccomp_reduce_finish() on the whole program
 * @nr_code: how many instructions are in @code
 * @visited: how many instructions the last walk came to
 * @head: the first of the waiting states, in the order of the program, or none
 * @unused: the first of the unused states, or none
 * @pool: all states
 * @step: one for each instruction of the filter
 */
struct seccomp_reduce {
	const struct sock_filter *insns;
	unsigned int len;
	unsigned int steps;
	unsigned int room;
	unsigned int nr_archs;
	u32 arch[2];
	unsigned int end[2];
	unsigned int nr_members;
	struct seccomp_reduce_member member[SECCOMP_REDUCE_NR];
	struct sock_filter code[BPF_MAXINSNS];
	unsigned int nr_code;
	unsigned int visited;
	s16 head;
	s16 unused;
	struct seccomp_reduce_state pool[SECCOMP_REDUCE_WAITING];
	struct seccomp_reduce_step step[];
};

void seccomp_reduce_start(struct seccomp_reduce *r,
			  const struct sock_filter *insns, unsigned int len);
bool seccomp_reduce_add(struct seccomp_reduce *r, u32 nr, u32 arch);
unsigned int seccomp_reduce_finish(struct seccomp_reduce *r);

#endif /* _KERNEL_SECCOMP_REDUCE_H */
