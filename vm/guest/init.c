// SPDX-License-Identifier: GPL-2.0-only
/*
 * PID 1 of the guest: set the machine up, run the plan, say the verdict. (Or a
 * service below systemd, which runs the plan and ends the machine.)
 *
 * The plan is init's own arguments (what follows "--" on the kernel's command
 * line) as one command, or else /plan with one command per line, split at
 * blanks; lines starting with # are skipped. It runs in order; the first
 * command that fails ends it.
 *
 * Three ports keep apart what must not be mixed: the console has the kernel's
 * log, ttyS1 what the commands print, ttyS2 the verdict. (Or what REPORT and
 * VERDICT in the environment name, where there are no such serial ports.) The
 * verdict is the last thing written before the machine reboots, so a guest that
 * died on the way has none.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define MAX_ARGS 64

/* A port that passes bytes on as they are: what @variable names, or else @usual. */
static int open_port(const char *variable, const char *usual)
{
	const char *name = getenv(variable);
	struct termios tio;
	char path[32];
	int fd;

	snprintf(path, sizeof(path), "/dev/%s", name ? name : usual);
	fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (fd >= 0 && !tcgetattr(fd, &tio)) {
		cfmakeraw(&tio);
		tcsetattr(fd, TCSANOW, &tio);
	}
	return fd;
}

__attribute__((format(printf, 1, 2)))
static void finish(const char *fmt, ...)
{
	int fd = open_port("VERDICT", "ttyS2");
	va_list ap;

	va_start(ap, fmt);
	vdprintf(fd, fmt, ap);
	va_end(ap);
	tcdrain(fd);
	reboot(RB_AUTOBOOT);
	_exit(1);
}

static void mount_at(const char *type, const char *where, const char *options)
{
	mkdir(where, 0755);
	if (mount(type, where, type, 0, options) && errno != EBUSY)
		finish("FAIL init: mount %s: %s\n", where, strerror(errno));
}

static void mount_all(void)
{
	mount_at("devtmpfs", "/dev", NULL);
	mount_at("proc", "/proc", NULL);
	mount_at("sysfs", "/sys", NULL);
	mount_at("devpts", "/dev/pts", "ptmxmode=0666");
	mount_at("tmpfs", "/dev/shm", NULL);
	mount_at("tmpfs", "/run", NULL);
	mount_at("tmpfs", "/tmp", "mode=1777");
	mount_at("cgroup2", "/sys/fs/cgroup", NULL);
}

static void loopback_up(void)
{
	struct ifreq ifr = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	/* Some of our kernels know no IP */
	if (fd < 0 && errno == EAFNOSUPPORT)
		return;
	if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &ifr))
		finish("FAIL init: loopback: %s\n", strerror(errno));
	close(fd);
}

/* Wait for @pid and for every orphan that ends meanwhile. */
static int wait_for(pid_t pid)
{
	int status;
	pid_t got;

	while ((got = wait(&status)) != pid)
		if (got < 0 && errno != EINTR)
			return -1;
	return status;
}

static void run(char *const argv[], int report)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		setsid();
		if (report >= 0) {
			dup2(report, 1);
			dup2(report, 2);
		} else {
			ioctl(0, TIOCSCTTY, 1);
		}
		execv(argv[0], argv);
		fprintf(stderr, "init: %s: %s\n", argv[0], strerror(errno));
		_exit(127);
	}
	status = wait_for(pid);
	if (WIFSIGNALED(status))
		finish("FAIL %s: signal %d\n", argv[0], WTERMSIG(status));
	if (status)
		finish("FAIL %s: exit %d\n", argv[0], WEXITSTATUS(status));
}

static void run_plan(FILE *plan, int report)
{
	char *argv[MAX_ARGS], *line = NULL, *word, *rest;
	size_t size = 0;

	while (getline(&line, &size, plan) >= 0) {
		int n = 0;

		for (word = strtok_r(line, " \t\n", &rest); word && n < MAX_ARGS - 1;
		     word = strtok_r(NULL, " \t\n", &rest))
			argv[n++] = word;
		argv[n] = NULL;
		if (n && argv[0][0] != '#')
			run(argv, report);
	}
}

int main(int argc, char *argv[])
{
	int report;
	FILE *plan;

	/* Where systemd is, it has done this */
	if (getpid() == 1) {
		mount_all();
		loopback_up();
	}
	setenv("PATH", "/bin:/sbin:/usr/bin:/usr/sbin", 1);
	setenv("HOME", "/root", 1);
	setenv("TERM", "vt100", 1);
	chdir("/root");

	/* With "shell" as its first argument, the command gets the console. */
	if (argc > 2 && !strcmp(argv[1], "shell")) {
		run(argv + 2, -1);
		finish("PASS\n");
	}

	report = open_port("REPORT", "ttyS1");
	if (report < 0)
		finish("FAIL init: no port for the report: %s\n", strerror(errno));
	if (argc > 1) {
		run(argv + 1, report);
	} else {
		plan = fopen("/plan", "re");
		if (!plan)
			finish("FAIL init: no plan\n");
		run_plan(plan, report);
	}
	tcdrain(report);
	finish("PASS\n");
}
