// SPDX-License-Identifier: GPL-2.0-only
/*
 * Make a filter of rules as runc 1.1 does: by libseccomp, and in front of it what
 * lets syscalls that are newer than the profile fail with ENOSYS.
 */
#include "rules.h"

#include <errno.h>
#include <linux/audit.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "util.h"

#define X32_BIT		0x40000000

/* --- ENOSYS --- */

struct patch {
	struct sock_filter insns[BPF_MAXINSNS];
	unsigned int len;
};

static void put(struct patch *patch, struct sock_filter insn)
{
	patch->insns[patch->len++] = insn;
}

static void put_stmt(struct patch *patch, u16 code, u32 k)
{
	put(patch, (struct sock_filter)BPF_STMT(code, k));
}

static void put_jump(struct patch *patch, u16 op, u32 k, u8 jt, u8 jf)
{
	put(patch, (struct sock_filter)BPF_JUMP(BPF_JMP | op | BPF_K, k, jt,
						 jf));
}

/* The last syscall of an arch that any rule is about, 0 if there is none */
static int last_syscall(const struct rules *rules, u32 arch)
{
	unsigned int i;
	int last = 0, nr;

	for (i = 0; i < rules->nr; i++) {
		nr = arch_syscall_nr(arch, rules->rule[i].name);
		if (nr > last)
			last = nr;
	}
	return last;
}

static int last_if_listed(const struct rules *rules, u32 arch)
{
	unsigned int i;

	for (i = 0; i < rules->nr_archs; i++)
		if (rules->archs[i] == arch)
			return last_syscall(rules, arch);
	return 0;
}

/* Syscalls of one arch behind the last one fail; others reach what follows. */
static void put_arch(struct patch *patch, u32 audit, int last, int last_x32)
{
	struct patch body = {};
	unsigned int i;

	put_stmt(&body, BPF_LD | BPF_W | BPF_ABS,
		 offsetof(struct seccomp_data, nr));
	/* How an unknown syscall appears there */
	if (audit == AUDIT_ARCH_S390 || audit == AUDIT_ARCH_S390X)
		put_jump(&body, BPF_JEQ, 0, 1, 0);
	if (audit != AUDIT_ARCH_X86_64) {
		put_jump(&body, BPF_JGT, last, 0, 1);
	} else if (!last_x32) {
		put_jump(&body, BPF_JSET, X32_BIT, 2, 0);
		put_jump(&body, BPF_JGT, last, 0, 1);
	} else if (!last) {
		put_jump(&body, BPF_JSET, X32_BIT, 0, 2);
		put_jump(&body, BPF_JGT, last_x32, 0, 1);
	} else {
		put_jump(&body, BPF_JSET, X32_BIT, 1, 0);
		put_jump(&body, BPF_JGT, last, 1, 2);
		put_jump(&body, BPF_JGT, last_x32, 0, 1);
	}
	put_stmt(&body, BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS);

	put_stmt(patch, BPF_LD | BPF_W | BPF_ABS,
		 offsetof(struct seccomp_data, arch));
	put_jump(patch, BPF_JEQ, audit, 0, body.len);
	for (i = 0; i < body.len; i++)
		put(patch, body.insns[i]);
}

static bool is_permissive(u32 action)
{
	return action == SCMP_ACT_ALLOW || action == SCMP_ACT_LOG ||
	       (action & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_TRACE;
}

static void put_enosys(struct patch *patch, const struct rules *rules)
{
	unsigned int i;

	if (is_permissive(rules->action))
		return;
	for (i = 0; i < rules->nr_archs; i++) {
		const u32 arch = rules->archs[i];
		const int last = last_syscall(rules, arch);
		const int x32 = last_if_listed(rules, SCMP_ARCH_X32);

		if (!last)
			continue;
		if (arch == SCMP_ARCH_X86_64)
			put_arch(patch, arch, last, x32);
		else if (arch != SCMP_ARCH_X32)
			put_arch(patch, arch, last, 0);
		else if (!last_if_listed(rules, SCMP_ARCH_X86_64))
			put_arch(patch, AUDIT_ARCH_X86_64, 0, last);
	}
}

/* --- libseccomp --- */

static void refuse(const struct rules *rules, const char *what, int err)
{
	die_input("%s: libseccomp refuses %s: %s", rules->path, what,
		  strerror(-err));
}

/*
 * A filter starts with the arch we run on. For those of the other byte order
 * libseccomp 2.5 can swap some of the return values twice.
 */
static void set_arch(scmp_filter_ctx ctx, const struct rules *rules)
{
	const u32 own = seccomp_arch_native(), other = rules->arch->native;
	int err;

	if (other == own)
		return;
	if ((own ^ other) & __AUDIT_ARCH_LE)
		die_input("%s: for %s a profile can be compiled only on a machine of the same byte order",
			  rules->path, rules->arch->name);
	err = seccomp_arch_add(ctx, other);
	if (!err)
		err = seccomp_arch_remove(ctx, own);
	if (err)
		refuse(rules, rules->arch->name, err);
}

static void add_archs(scmp_filter_ctx ctx, const struct rules *rules)
{
	unsigned int i;
	int err;

	for (i = 0; i < rules->nr_archs; i++) {
		err = seccomp_arch_add(ctx, rules->archs[i]);
		if (err && err != -EEXIST)
			refuse(rules, "its architectures together", err);
	}
}

static bool arg_repeats(const struct rule *rule)
{
	unsigned int seen = 0, i;

	for (i = 0; i < rule->nr_args; i++) {
		if (seen & 1 << rule->args[i].arg)
			return true;
		seen |= 1 << rule->args[i].arg;
	}
	return false;
}

/*
 * Conditions hold all together, but if two are about the same argument, any of
 * them will do. Syscalls are given as the numbers of the machine we run on.
 */
static int add_rule(scmp_filter_ctx ctx, const struct rule *rule, int nr)
{
	unsigned int i;
	int err = 0;

	if (!arg_repeats(rule))
		return seccomp_rule_add_array(ctx, rule->action, nr,
					      rule->nr_args, rule->args);
	for (i = 0; i < rule->nr_args && !err; i++)
		err = seccomp_rule_add_array(ctx, rule->action, nr, 1,
					     &rule->args[i]);
	return err;
}

static void add_rules(scmp_filter_ctx ctx, const struct rules *rules)
{
	unsigned int i;
	int nr, err;

	for (i = 0; i < rules->nr; i++) {
		const struct rule *rule = &rules->rule[i];

		if (rule->action == rules->action)
			continue;
		nr = seccomp_syscall_resolve_name(rule->name);
		if (nr == __NR_SCMP_ERROR)
			continue;
		err = add_rule(ctx, rule, nr);
		if (err)
			refuse(rules, rule->name, err);
	}
}

static void export(scmp_filter_ctx ctx, const struct rules *rules,
		   struct patch *to)
{
	const int fd = memfd_create("filter", MFD_CLOEXEC);
	const size_t room = (BPF_MAXINSNS - to->len) * sizeof(to->insns[0]);
	ssize_t size;
	off_t end;
	int err;

	err = fd < 0 ? -errno : seccomp_export_bpf(ctx, fd);
	if (err)
		refuse(rules, "to compile this", err);
	end = lseek(fd, 0, SEEK_END);
	if (end < 0 || (size_t)end > room)
		die_input("%s: it takes more than %u instructions", rules->path,
			  BPF_MAXINSNS);
	size = pread(fd, &to->insns[to->len], end, 0);
	close(fd);
	if (size != end)
		die_input("%s: cannot read what libseccomp made of it",
			  rules->path);
	to->len += end / sizeof(to->insns[0]);
}

const struct filter *rules_compile(const struct rules *rules)
{
	static struct patch patch;
	scmp_filter_ctx ctx;

	/* Whatever kernel this runs on, the filter is for another one */
	seccomp_api_set(6);
	ctx = seccomp_init(rules->action);
	if (!ctx)
		refuse(rules, "the default action", -EINVAL);
	set_arch(ctx, rules);
	add_archs(ctx, rules);
	add_rules(ctx, rules);

	patch.len = 0;
	put_enosys(&patch, rules);
	export(ctx, rules, &patch);
	seccomp_release(ctx);
	return filter_get(patch.insns, patch.len);
}
