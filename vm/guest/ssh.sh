# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Run by vm/ssh in the guest: log in over loopback, and look at what confines the
# process that talks to whom has not logged in yet. Lines of words separated by
# tabs, the first says of what a line tells.

set -u
tell() { local IFS=$'\t'; echo "$*"; }

mkdir -p /run/sshd /root/.ssh
chmod 700 /root/.ssh
ssh-keygen -q -t ed25519 -N '' -f /run/host_key
ssh-keygen -q -t ed25519 -N '' -f /run/key
cp /run/key.pub /root/.ssh/authorized_keys
/usr/sbin/sshd -f /dev/null -h /run/host_key -o PidFile=/run/sshd.pid -o UsePAM=no -E /run/sshd.log || exit

login() { # COMMAND
	ssh -n -i /run/key -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/run/known_hosts \
		-o LogLevel=ERROR root@127.0.0.1 "$1"
}

# shellcheck disable=SC2016	# the login shell's
tell login "$(login 'echo "logged in as $(id -un), confined: $(sed -n "s/^Seccomp:[[:space:]]*//p" /proc/self/status)"' 2>&1)"
tell login-other "$(ssh -n -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/run/known_hosts \
	-o LogLevel=ERROR root@127.0.0.1 true 2>&1 | tr -d '\r')"

# A client that says no more than its name: the process that waits for it to go on
exec 3<>/dev/tcp/127.0.0.1/22
read -r _ <&3
printf 'SSH-2.0-silent\r\n' >&3

# Nothing else in this guest is confined
for _ in $(seq 50); do
	status=$(grep -ls '^Seccomp:[[:space:]]2' /proc/[0-9]*/status) && break
	sleep 0.2
done
[ -n "$status" ] || { tell child "not found"; exit 1; }
pid=${status//[^0-9]/}
for word in Name Seccomp Seccomp_filters NoNewPrivs Uid; do
	tell child "$word" "$(sed -n "s/^$word:[[:space:]]*//p" "$status" | cut -f 1)"
done
sed -n 's/^x86_64 /cache	sshd	/p' "/proc/$pid/seccomp_cache"
