// SPDX-License-Identifier: GPL-2.0-only
/* Processor and kernel, see machine.h. */
#define _GNU_SOURCE
#include "machine.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "arch.h"

const char *cpu_model(void)
{
	static char model[128] = "unknown";
	FILE *f = fopen("/proc/cpuinfo", "re");
	char line[256];

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "model name : %127[^\n]", model) == 1 ||
		    sscanf(line, "uarch : %127[^\n]", model) == 1 ||
		    sscanf(line, "CPU part : %127[^\n]", model) == 1 ||
		    sscanf(line, "processor 0: %127[^\n]", model) == 1)
			break;
	if (f)
		fclose(f);
	return model;
}

/* What a configuration has of CONFIG_SECCOMP_CACHE; NULL if it is none. */
static const char *read_config(FILE *f)
{
	bool any = false, found = false;
	char line[256];

	while (f && fgets(line, sizeof(line), f)) {
		any |= !strncmp(line, "CONFIG_", 7);
		found |= !strcmp(line, "CONFIG_SECCOMP_CACHE=y\n");
	}
	if (!any)
		return NULL;
	return found ? "CONFIG_SECCOMP_CACHE=y" : "no CONFIG_SECCOMP_CACHE";
}

const char *seccomp_cache_config(void)
{
	static char said[256];
	struct utsname uts = { };
	const char *config = NULL;
	char path[128];
	FILE *f;

	if (!access("/proc/config.gz", R_OK)) {
		f = popen("gzip -dc /proc/config.gz 2>/dev/null", "re");
		config = read_config(f);
		if (f)
			pclose(f);
		strcpy(path, "/proc/config.gz");
	}
	if (!config) {
		uname(&uts);
		snprintf(path, sizeof(path), "/boot/config-%s", uts.release);
		f = fopen(path, "re");
		config = read_config(f);
		if (f)
			fclose(f);
	}
	if (config)
		snprintf(said, sizeof(said), "%s (%s)", config, path);
	else
		snprintf(said, sizeof(said),
			 "unknown: neither /proc/config.gz nor %s can be read%s",
			 path, access("/proc/self/seccomp_cache", F_OK) ? "" :
			 " (there is a /proc/self/seccomp_cache, but Linux 5.11 had one, too)");
	return said;
}

const char *seccomp_cache_boot(void)
{
	static char line[4096];
	FILE *f = fopen("/proc/cmdline", "re");
	char *found = NULL;

	if (f && fgets(line, sizeof(line), f))
		found = strstr(line, "seccomp_cache=");
	if (f)
		fclose(f);
	return found ? strtok(found, " \n") : NULL;
}

/* What all differences of ticks are multiples of. */
static uint64_t tick_step(void)
{
	uint64_t step = 0, start = ticks(), a, b;

	for (volatile int i = 0; i < 10000; i++) {
		a = ticks() - start;
		while (a) {
			b = step % a;
			step = a;
			a = b;
		}
	}
	return step;
}

void print_machine(void)
{
	struct utsname uts = { };

	uname(&uts);
	printf("#guest/cpu\t%s\n#guest/release\t%s\n#guest/arch\t%s\n", cpu_model(), uts.release, uts.machine);
	printf("#guest/clock\t%s\n#guest/clock-step\t%llu\n", TICKS_FROM, (unsigned long long)tick_step());
}
