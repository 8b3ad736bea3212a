# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Sourced by what builds kernels: run the kernel's make with its output in a log,
# and tell how far it is. Of the caller: $log, and $o, where the objects are.

# Objects that were there when a build that was interrupted went on
before=0
# shellcheck disable=SC2154	# log, o: set by the caller
built() { echo $((before + $(grep -c '\.o$' "$log" || true))); }

# shellcheck disable=SC2154
# progress PID WHAT ABOUT: what the build does, until it ends
progress() {
	local of='' pace=15 next=0
	[ -z "$3" ] || of=" of ~$3"
	[ ! -f "$o/.objects" ] || of=" of at most $(cat "$o/.objects")"
	[ ! -t 2 ] || pace=1
	while kill -0 "$1" 2>/dev/null; do
		sleep 0.5
		[ "$SECONDS" -ge "$next" ] || continue
		next=$((SECONDS + pace))
		if [ -t 2 ]; then printf '\r\033[K' >&2; fi
		printf '      %s: %s objects built%s, %s' "$2" "$(built)" "$of" "$(elapsed)" >&2
		[ -t 2 ] || echo >&2
	done
	if [ -t 2 ]; then printf '\r\033[K' >&2; fi
}

# watched WHAT ABOUT COMMAND...: run it, to about ABOUT objects (may be empty)
watched() {
	local pid status=0 what=$1 about=$2
	shift 2
	trap stop_watched EXIT
	trap 'stop_watched; exit 130' INT TERM HUP
	# A process group of its own, so that an interrupt ends all of it
	set -m
	"$@" >"$log" 2>&1 </dev/null 9>&- &
	pid=$!
	set +m
	progress $pid "$what" "$about"
	wait $pid || status=$?
	trap - EXIT INT TERM HUP
	return $status
}

# End it, and wait until it has ended: who starts it again must not build beside it.
# Signals may come twice, as make hands on what its group gets: wait would return then.
stop_watched() {
	trap '' INT TERM HUP
	[ -n "$!" ] || return 0
	kill -- "-$!" 2>/dev/null || return 0
	while kill -0 -- "-$!" 2>/dev/null; do sleep 0.1; done
}
