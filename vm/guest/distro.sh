# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Run by vm/distro in the guest, below systemd: say what is active, how services
# are confined, and whether that still does what it should. Lines of words
# separated by tabs, the first says of what a line tells.

set -u
systemctl() { command systemctl --no-pager --plain --no-legend "$@"; }
tell() { local IFS=$'\t'; echo "$*"; }

# works NAME WANTED COMMAND...: does it work, does it print WANTED, a regular expression?
works() {
	local name=$1 wanted=$2 said
	shift 2
	if said=$(timeout 60 "$@" 2>&1) && grep -Eq -- "$wanted" <<<"$said"; then
		tell works "$name" yes
	else
		tell works "$name" "no: $(tr '\n\t' '  ' <<<"$said")"
	fi
}

confined() { # SERVICE
	local pid word
	systemctl start "$1"
	pid=$(systemctl show -P MainPID "$1")
	[ "${pid:-0}" != 0 ] || { tell service "$1" "not running"; return; }
	for word in Seccomp Seccomp_filters NoNewPrivs; do
		tell service "$1" "$word" "$(sed -n "s/^$word:[[:space:]]*//p" "/proc/$pid/status")"
	done
	sed -n "s/^x86_64 /cache	$1	/p" "/proc/$pid/seccomp_cache"
}

# under SETTING...: what becomes of the calls on stdin in a service with these
under() {
	cat >/run/calls
	# shellcheck disable=SC2046,SC2086	# lists of words
	systemd-run --quiet --wait --pipe $(printf -- '-p %s ' $1) /guest/probe /run/calls 2>&1 | sed "s/^/unit	$1	/"
}

tell state "$STATE"
systemctl list-units --type service,socket,target,timer,path,mount | awk '{ print "active\t" $1 "\t" $3 }'
systemctl list-units --failed | awk '{ print "failed\t" $1 }'

works "resolved answers at its stub address" '^127\.0\.0\.1 ' getent -s hosts:dns ahostsv4 localhost
works "resolved answers on the bus" '127\.0\.0\.1' resolvectl query --cache=no localhost
works "resolved says no to a name that is not" 'not found|resolve call failed' bash -c '! resolvectl query nothing.invalid 2>&1'
works "hostnamed tells the name" 'hostname' hostnamectl status
works "hostnamed sets the name" '^renamed$' bash -c 'hostnamectl hostname renamed && hostname'
works "timesyncd answers" 'NTPMessage|PollIntervalMaxUSec' timedatectl show-timesync
works "logind answers" 'yes' busctl call org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager CanReboot
works "journald takes and gives back" 'said by the guest' bash -c 'logger said by the guest; journalctl --sync; journalctl -t root -o cat'
works "udevd works on events" 'SUBSYSTEM=mem' bash -c 'udevadm trigger --settle /dev/null && udevadm info /dev/null'
works "sshd listens" '^SSH-2.0' bash -c 'exec 3<>/dev/tcp/127.0.0.1/22; head -n 1 <&3'

for service in $SERVICES; do confined "$service"; done

sed -n 's/ *: [a-z].*//p' /guest/units | grep -v '^#' | sort -u | while read -r settings; do
	awk -v settings="$settings" -F ' *: ' '!/^#/ && $1 == settings { sub(/ (=|killed|trap) .*/, "", $2); print $2 }' /guest/units |
		under "$settings"
done
tell logged "$(dmesg | grep -c 'type=1326 .*comm="probe".* syscall=165 .*code=0x7ffc0000')"
