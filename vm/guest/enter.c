// SPDX-License-Identifier: GPL-2.0-only
/*
 * First program of a guest that has a whole distribution in its initramfs: make
 * of the initial file system one that can be left, as pivot_root(2) wants it,
 * and become the program named by the arguments.
 */
#include <stdio.h>
#include <sys/mount.h>
#include <unistd.h>

static int die(const char *what)
{
	perror(what);
	return 1;
}

int main(int argc, char *argv[])
{
	if (argc < 2)
		return 1;
	if (mount("/", "/mnt", NULL, MS_BIND, NULL) || chdir("/mnt"))
		return die("enter: /mnt");
	if (mount(".", "/", NULL, MS_MOVE, NULL) || chroot("."))
		return die("enter: /");
	execv(argv[1], argv + 1);
	return die(argv[1]);
}
