// SPDX-License-Identifier: GPL-2.0-only
#include "disasm.h"

#include <linux/seccomp.h>
#include <stdio.h>

#include "action.h"
#include "seccomp_eval.h"

const char *const disasm_title[2] = {
	" line  CODE  JT   JF      K",
	"=================================",
};

static char text[96];

#define SAY(...)	snprintf(text, sizeof(text), __VA_ARGS__)

/* X, or the constant */
static const char *operand(const struct sock_filter *insn)
{
	static char number[16];

	if (BPF_SRC(insn->code) == BPF_X)
		return "X";
	snprintf(number, sizeof(number), "0x%x", insn->k);
	return number;
}

/* 64-bit fields are read by halves: big endian is the upper one first */
static void say_load(u32 k, bool big_endian)
{
	const u32 args = offsetof(struct seccomp_data, args);
	const u32 ip = offsetof(struct seccomp_data, instruction_pointer);
	const char *half = !(k % 8) == big_endian ? " >> 32" : "";

	if (k == offsetof(struct seccomp_data, nr))
		SAY("A = sys_number");
	else if (k == offsetof(struct seccomp_data, arch))
		SAY("A = arch");
	else if (k >= args && k < sizeof(struct seccomp_data))
		SAY("A = args[%u]%s", (k - args) / 8, half);
	else if (k == ip || k == ip + 4)
		SAY("A = instruction_pointer%s", half);
	else
		SAY("A = data[%u]", k);
}

static void say_alu(const struct sock_filter *insn)
{
	static const char *const op[16] = {
		[BPF_ADD >> 4] = "+", [BPF_SUB >> 4] = "-",
		[BPF_MUL >> 4] = "*", [BPF_DIV >> 4] = "/",
		[BPF_OR >> 4] = "|", [BPF_AND >> 4] = "&",
		[BPF_LSH >> 4] = "<<", [BPF_RSH >> 4] = ">>",
		[BPF_XOR >> 4] = "^",
	};
	const char *name = op[BPF_OP(insn->code) >> 4];

	if (BPF_OP(insn->code) == BPF_NEG)
		SAY("A = -A");
	else if (name)
		SAY("A %s= %s", name, operand(insn));
	else
		SAY("unknown");
}

static void say_conditional(const struct sock_filter *insn, unsigned int pc)
{
	static const char *const op[] = { "==", ">", ">=", "&" };
	static const char *const not[] = { "!=", "<=", "<", "&" };
	const unsigned int i = (BPF_OP(insn->code) - BPF_JEQ) >> 4;
	const unsigned int to = pc + 1 + insn->jt, or = pc + 1 + insn->jf;
	const char *value = operand(insn);

	if (insn->jt == insn->jf)
		SAY("goto %04u", to);
	else if (!insn->jf)
		SAY("if (A %s %s) goto %04u", op[i], value, to);
	else if (!insn->jt && BPF_OP(insn->code) == BPF_JSET)
		SAY("if (!(A & %s)) goto %04u", value, or);
	else if (!insn->jt)
		SAY("if (A %s %s) goto %04u", not[i], value, or);
	else
		SAY("if (A %s %s) goto %04u else goto %04u", op[i], value, to,
		    or);
}

const char *disasm_meaning(const struct sock_filter *insn, unsigned int pc,
			   bool big_endian)
{
	const u16 code = insn->code;

	if (seccomp_eval_conditional(code)) {
		say_conditional(insn, pc);
		return text;
	}
	if (BPF_CLASS(code) == BPF_ALU) {
		say_alu(insn);
		return text;
	}
	switch (code) {
	case BPF_LD | BPF_W | BPF_ABS:
		say_load(insn->k, big_endian);
		break;
	case BPF_LD | BPF_IMM:
		SAY("A = 0x%x", insn->k);
		break;
	case BPF_LDX | BPF_IMM:
		SAY("X = 0x%x", insn->k);
		break;
	case BPF_LD | BPF_W | BPF_LEN:
		SAY("A = sizeof(data)");
		break;
	case BPF_LDX | BPF_W | BPF_LEN:
		SAY("X = sizeof(data)");
		break;
	case BPF_LD | BPF_MEM:
		SAY("A = mem[%u]", insn->k);
		break;
	case BPF_LDX | BPF_MEM:
		SAY("X = mem[%u]", insn->k);
		break;
	case BPF_ST:
		SAY("mem[%u] = A", insn->k);
		break;
	case BPF_STX:
		SAY("mem[%u] = X", insn->k);
		break;
	case BPF_MISC | BPF_TAX:
		SAY("X = A");
		break;
	case BPF_MISC | BPF_TXA:
		SAY("A = X");
		break;
	case BPF_JMP | BPF_JA:
		SAY("goto %04u", pc + 1 + insn->k);
		break;
	case BPF_RET | BPF_K:
		SAY("return %s", action_name(insn->k));
		break;
	case BPF_RET | BPF_A:
		SAY("return A");
		break;
	default:
		SAY("unknown");
	}
	return text;
}

const char *disasm(const struct sock_filter *insn, unsigned int pc,
		   bool big_endian)
{
	static char line[160];

	snprintf(line, sizeof(line), " %04u: 0x%02x 0x%02x 0x%02x 0x%08x  %s",
		 pc, insn->code, insn->jt, insn->jf, insn->k,
		 disasm_meaning(insn, pc, big_endian));
	return line;
}
