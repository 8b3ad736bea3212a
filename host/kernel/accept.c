// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does the kernel accept what the checker does? What it would accept beyond that,
 * the oracle would not know, and nothing would ever be tried with it.
 */
#include "ask.h"
#include "checker.h"
#include "generate.h"
#include "tests.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Any opcode, and what is none: behind stores to all cells, in front of returns. */
static void about_opcode(struct program *p, u16 code, u32 k)
{
	unsigned int cell;

	p->len = 0;
	for (cell = 0; cell < BPF_MEMWORDS; cell++)
		p->insns[p->len++] = (struct sock_filter)ST(BPF_ST, cell);
	p->insns[p->len++] = (struct sock_filter)ST(code, k);
	p->insns[p->len++] = (struct sock_filter)RET(SECCOMP_RET_ALLOW);
	p->insns[p->len++] = (struct sock_filter)RET(SECCOMP_RET_ALLOW);
}

static void break_one(struct program *p, struct random *r)
{
	struct sock_filter *insn = &p->insns[random_below(r, p->len)];

	switch (random_below(r, 4)) {
	case 0:
		insn->code ^= 1 << random_below(r, 9);
		break;
	case 1:
		insn->k = random_once_in(r, 2) ? generate_word(r) :
						 random_below(r, 2 * p->len);
		break;
	case 2:
		insn->jt = random_below(r, p->len);
		break;
	case 3:
		insn->jf = random_below(r, p->len);
		break;
	}
}

/* One that is refused changes nothing, so that no other process is needed. */
static bool refuses(const struct program *p)
{
	const struct sock_fprog fprog = {
		.len = p->len,
		.filter = (struct sock_filter *)p->insns,
	};

	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &fprog) < 0 &&
	       errno == EINVAL;
}

static void compare(const struct program *p, struct acceptance *a)
{
	if (checker_objection(p->insns, p->len)) {
		a->refused++;
		a->wrong += !refuses(p);
	} else {
		a->accepted++;
		a->wrong += !ask(p, NULL, NULL, 0);
	}
}

struct acceptance accept_alike(struct random *r, unsigned int programs)
{
	static const u32 ks[] = {
		0, 1, 2, 3, 4, 15, 16, 31, 32, 60, 64, 0x80000000, U32_MAX,
	};
	struct acceptance a = {};
	struct program p;
	unsigned int code, i;

	for (code = 0; code < 0x200; code++) {
		for (i = 0; i < ARRAY_SIZE(ks); i++) {
			about_opcode(&p, code, ks[i]);
			compare(&p, &a);
		}
	}
	while (programs--) {
		p.len = 2 + random_below(r, PROGRAM_BODY - 2);
		generate_program(r, p.insns, p.len);
		break_one(&p, r);
		compare(&p, &a);
	}
	return a;
}
