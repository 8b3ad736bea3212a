// SPDX-License-Identifier: GPL-2.0-only
/*
 * A seccomp listener, as a container engine has one: at SOCKET it is given
 * containers' notification descriptors, and answers as told.
 *
 *	listen SOCKET NAME=ANSWER...
 *
 * ANSWER is what the system call NAME returns, -errno if it is to fail, or
 * "continue" to have the kernel carry it out. Any other call fails with ENOSYS.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define MAX_RULES	16
#define MAX_FDS		8

static struct rule {
	int nr;
	bool let_continue;
	long ret;
} rules[MAX_RULES];
static int nr_rules;

static void add_rule(char *text)
{
	struct rule *rule = &rules[nr_rules++];
	char *answer = strchr(text, '=');

	if (!answer || nr_rules > MAX_RULES)
		errx(2, "%s: not NAME=ANSWER, or too many", text);
	*answer++ = '\0';
	rule->nr = seccomp_syscall_resolve_name(text);
	if (rule->nr < 0)
		errx(2, "no such system call: %s", text);
	rule->let_continue = !strcmp(answer, "continue");
	rule->ret = strtol(answer, NULL, 0);
}

static int listen_at(const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	strncpy(addr.sun_path, path, sizeof(addr.sun_path) - 1);
	if (fd < 0 || bind(fd, (struct sockaddr *)&addr, sizeof(addr)) || listen(fd, 8))
		err(1, "%s", path);
	return fd;
}

static bool is_notify_fd(int fd)
{
	char path[64], target[64] = "";

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (readlink(path, target, sizeof(target) - 1) < 0)
		return false;
	return !strcmp(target, "anon_inode:seccomp notify");
}

/* The runtime sends the container's state as JSON, and descriptors beside it. */
static int receive_fd(int conn)
{
	union {
		char buf[CMSG_SPACE(MAX_FDS * sizeof(int))];
		struct cmsghdr align;
	} control;
	char state[65536];
	struct iovec iov = { state, sizeof(state) };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof(control) };
	int found = -1, fds[MAX_FDS];
	struct cmsghdr *cmsg;

	if (recvmsg(conn, &msg, MSG_CMSG_CLOEXEC) <= 0)
		err(1, "recvmsg");
	for (cmsg = CMSG_FIRSTHDR(&msg); cmsg; cmsg = CMSG_NXTHDR(&msg, cmsg)) {
		size_t n = (cmsg->cmsg_len - CMSG_LEN(0)) / sizeof(int);

		if (cmsg->cmsg_level != SOL_SOCKET || cmsg->cmsg_type != SCM_RIGHTS)
			continue;
		memcpy(fds, CMSG_DATA(cmsg), n * sizeof(int));
		for (size_t i = 0; i < n; i++) {
			if (found < 0 && is_notify_fd(fds[i]))
				found = fds[i];
			else
				close(fds[i]);
		}
	}
	if (found < 0)
		errx(1, "a runtime connected and sent no notification descriptor");
	return found;
}

static void set_answer(struct seccomp_notif_resp *resp, int nr)
{
	resp->error = -ENOSYS;
	for (int i = 0; i < nr_rules; i++) {
		if (rules[i].nr != nr)
			continue;
		resp->error = 0;
		if (rules[i].let_continue)
			resp->flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
		else if (rules[i].ret < 0)
			resp->error = rules[i].ret;
		else
			resp->val = rules[i].ret;
	}
}

static void answer_one(int fd)
{
	struct seccomp_notif notif = { 0 };
	struct seccomp_notif_resp resp = { 0 };

	/* The caller may have been killed meanwhile */
	if (ioctl(fd, SECCOMP_IOCTL_NOTIF_RECV, &notif)) {
		if (errno == ENOENT || errno == EINTR)
			return;
		err(1, "SECCOMP_IOCTL_NOTIF_RECV");
	}
	resp.id = notif.id;
	set_answer(&resp, notif.data.nr);
	if (ioctl(fd, SECCOMP_IOCTL_NOTIF_SEND, &resp) && errno != ENOENT)
		err(1, "SECCOMP_IOCTL_NOTIF_SEND");
}

/* Until no task has the filter any more */
static void serve(int fd)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };

	while (poll(&poll_fd, 1, -1) > 0) {
		if (poll_fd.revents & POLLIN)
			answer_one(fd);
		else if (poll_fd.revents & POLLHUP)
			return;
	}
	err(1, "poll");
}

int main(int argc, char *argv[])
{
	int fd, conn, notify;

	if (argc < 3)
		errx(2, "usage: listen SOCKET NAME=ANSWER...");
	for (int i = 2; i < argc; i++)
		add_rule(argv[i]);
	fd = listen_at(argv[1]);
	for (;;) {
		conn = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
		if (conn < 0)
			err(1, "accept");
		notify = receive_fd(conn);
		close(conn);
		serve(notify);
		close(notify);
	}
}
