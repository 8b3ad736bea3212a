# SPDX-License-Identifier: GPL-2.0-only
#
# What each call of a list must come to under a profile, from the profile alone:
# no part of what makes filters of profiles, or runs them, has a hand in this.
# Input: the lines that probe prints where no filter is ("NAME ARG... = VALUE").
# Arguments: $profile (an OCI runtime's), $notify ({NAME: what the listener answers}).

def bits: if . == 0 then [] else [. % 2] + ((. - . % 2) / 2 | bits) end;
def band($a; $b): reduce ([($a | bits), ($b | bits)] | transpose | to_entries[]
	| select(.value == [1, 1]) | .key) as $i (0; . + pow(2; $i));

def number: if startswith("0x")
	then reduce (ascii_downcase | explode[2:][]) as $c (0; . * 16 + $c - (if $c > 57 then 87 else 48 end))
	else tonumber end;

def holds($args): ($args[.index] // 0) as $is
	| if .op == "SCMP_CMP_EQ" then $is == .value
	elif .op == "SCMP_CMP_NE" then $is != .value
	elif .op == "SCMP_CMP_LT" then $is < .value
	elif .op == "SCMP_CMP_LE" then $is <= .value
	elif .op == "SCMP_CMP_GT" then $is > .value
	elif .op == "SCMP_CMP_GE" then $is >= .value
	elif .op == "SCMP_CMP_MASKED_EQ" then band($is; .value) == (.valueTwo // 0)
	else error("unknown comparison \(.op)") end;

def rule($name; $args):
	[$profile.syscalls[] | select(any(.names[]; . == $name) and all(.args // [] | .[]; holds($args)))
		| {action, errnoRet}] | unique
	| if length > 1 then error("\($name): the profile contradicts itself") else .[0] end
	// {action: $profile.defaultAction, errnoRet: $profile.defaultErrnoRet};

def outcome($name; $unfiltered):
	if .action == "SCMP_ACT_ALLOW" or .action == "SCMP_ACT_LOG" then $unfiltered
	elif .action == "SCMP_ACT_ERRNO" then "= -\(.errnoRet // 1)"
	elif .action == "SCMP_ACT_TRACE" then "= -38"
	elif .action == "SCMP_ACT_TRAP" then "trap 0"
	elif .action == "SCMP_ACT_KILL" or .action == "SCMP_ACT_KILL_THREAD" or .action == "SCMP_ACT_KILL_PROCESS"
		then "killed 31"
	elif .action == "SCMP_ACT_NOTIFY" then
		$notify[$name] | if . == "continue" then $unfiltered elif . then "= \(.)" else error("\($name): nobody answers") end
	else error("unknown action \(.action)") end;

capture("^(?<call>(?<name>[a-z0-9_]+)(?<args>( [0-9a-fx]+)*)) (?<unfiltered>(=|trap|killed) .*)$")
| .name as $name | .unfiltered as $unfiltered
| [.args | splits(" +") | select(. != "") | number] as $args
| "\(.call) \(rule($name; $args) | outcome($name; $unfiltered))"
