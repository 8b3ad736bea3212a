# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Run by vm/deb in the guest: what the installed kernel is, and its selftests.
# Printed are lines of words, separated by tabs.

release=$(uname -r)
printf 'release\t%s\n' "$release"
printf 'config\t%s\n' "$(grep ^CONFIG_SECCOMP_CACHE= "/boot/config-$release")"
# Not in the initramfs, so from the root, and with dependencies
modprobe xfs && printf 'tainted\t%s\n' "$(cat /proc/sys/kernel/tainted)"
insmod /guest/other.ko && printf 'other\tloaded\n'
for program in /guest/seccomp_*; do
	$program 2>&1 | sed "s,^,${program##*/}	,"
done
