# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Sourced by scripts/test: what became of a step, by its log of TAP and its exit status.

# status FILE: the exit status that a step has left there. One that was killed, or had no
# room to write it, has failed.
status() {
	local status=''
	read -r status 2>/dev/null <"$1" || true
	[[ $status =~ ^[0-9]+$ ]] || status=1
	echo "$status"
}

# count LOG STATUS: "passed failed skipped" of a step. A step that failed without
# saying so in TAP has one failure more: silence is not success.
count() {
	awk -v status="$2" '
		/^[ \t]*ok .*# *SKIP/ { skip++; next }
		/^[ \t]*ok / { ok++ }
		/^[ \t]*not ok / { bad++ }
		END {
			if (!ok && !bad && !skip && !status) ok = 1
			if (!bad && status) bad = 1
			print ok + 0, bad + 0, skip + 0
		}' "$1"
}

# failures LOG: what failed, and what was said of it; without TAP, the log's tail
failures() {
	awk '/^[ \t]*not ok / { show = 1; n++ } !/^[ \t]*(not ok |#)/ { show = 0 } show && lines++ < 40
		END { exit !n }' "$1" || tail -n 20 "$1"
}
