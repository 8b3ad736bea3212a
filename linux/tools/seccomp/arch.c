// SPDX-License-Identifier: GPL-2.0-only
#include "arch.h"

#include <linux/audit.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "util.h"

#ifndef AUDIT_ARCH_LOONGARCH64
#define AUDIT_ARCH_LOONGARCH64	(258 | __AUDIT_ARCH_64BIT | __AUDIT_ARCH_LE)
#endif

#ifndef SECCOMP_SYSCALLS
#define SECCOMP_SYSCALLS	463
#endif

unsigned int arch_nr = SECCOMP_SYSCALLS;

static const struct arch archs[] = {
	{ "x86_64", "x86_64", AUDIT_ARCH_X86_64, "ia32", AUDIT_ARCH_I386 },
	{ "i386", "ia32", AUDIT_ARCH_I386, NULL, 0 },
	{ "aarch64", "aarch64", AUDIT_ARCH_AARCH64, "arm", AUDIT_ARCH_ARM },
	{ "arm", "arm", AUDIT_ARCH_ARM, NULL, 0 },
	{ "riscv64", "riscv64", AUDIT_ARCH_RISCV64, NULL, 0 },
	{ "loongarch64", "loongarch64", AUDIT_ARCH_LOONGARCH64, NULL, 0 },
	{ "s390x", "s390x", AUDIT_ARCH_S390X, "s390", AUDIT_ARCH_S390 },
	{ "ppc64le", "ppc64le", AUDIT_ARCH_PPC64LE, NULL, 0 },
	{ "ppc64", "ppc64", AUDIT_ARCH_PPC64, "ppc", AUDIT_ARCH_PPC },
	{ "parisc64", "parisc64", AUDIT_ARCH_PARISC64, "parisc", AUDIT_ARCH_PARISC },
	{ "parisc", "parisc", AUDIT_ARCH_PARISC, NULL, 0 },
};

#define END	(archs + sizeof(archs) / sizeof(archs[0]))

/* What else uname -m, Debian, Go and OCI call them */
static const struct { const char *alias, *name; } aliases[] = {
	{ "amd64", "x86_64" }, { "x86-64", "x86_64" },
	{ "i486", "i386" }, { "i586", "i386" }, { "i686", "i386" },
	{ "x86", "i386" }, { "386", "i386" },
	{ "arm64", "aarch64" }, { "armv7l", "arm" }, { "armhf", "arm" },
	{ "armv6l", "arm" }, { "s390", "s390x" },
	{ "loong64", "loongarch64" }, { "ppc64el", "ppc64le" },
};

const struct arch *arch_find(const char *name)
{
	const struct arch *arch;
	struct utsname uts;
	size_t i;

	if (!name) {
		uname(&uts);
		name = uts.machine;
	}
	for (i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++)
		if (!strcasecmp(name, aliases[i].alias))
			name = aliases[i].name;
	for (arch = archs; arch < END; arch++)
		if (!strcasecmp(name, arch->name))
			return arch;
	return NULL;
}

const char *arch_libseccomp(const struct arch *arch)
{
	return arch->native == AUDIT_ARCH_I386 ? "x86" : arch->name;
}

const struct arch *arch_of_audit(u32 audit)
{
	const struct arch *arch;

	for (arch = archs; arch < END; arch++)
		if (arch->native == audit || (audit && arch->compat == audit))
			return arch;
	return NULL;
}

const char *arch_name(u32 audit)
{
	const struct arch *arch = arch_of_audit(audit);

	if (!arch)
		return "?";
	return arch->native == audit ? arch->native_name : arch->compat_name;
}

const char *arch_names(void)
{
	static char names[256];
	const struct arch *arch;

	if (!names[0])
		for (arch = archs; arch < END; arch++)
			sprintf(names + strlen(names), "%s%s",
				arch == archs ? "" : " ", arch->name);
	return names;
}

const char *arch_syscall(u32 audit, unsigned int nr)
{
	static char buffer[64];
	char *name = seccomp_syscall_resolve_num_arch(audit, nr);

	if (name)
		snprintf(buffer, sizeof(buffer), "%s", name);
	else
		snprintf(buffer, sizeof(buffer), "%u", nr);
	free(name);
	return buffer;
}

int arch_syscall_nr(u32 audit, const char *name)
{
	return seccomp_syscall_resolve_name_arch(audit, name);
}
