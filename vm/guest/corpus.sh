# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Run by scripts/corpus in the guest, together with a list of programs: let each
# install its filters, and say what they were. Printed are lines "program", with
# what is known of where the filters are from, and lines "filter", with the
# filters themselves.

set -u
out=/run/corpus
mkdir -p $out /run/work
cd /run/work || exit 1

# provenance NAME PACKAGE COMMAND: of what has just been saved in $out/new
provenance() {
	local version comm arch stack
	version=$(dpkg-query -W -f '${Version}' "$2")
	if [ ! -s $out/new/stacks.tsv ]; then
		printf 'nothing\t%s\t%s\n' "$1" "$(tail -n 3 $out/log | tr '\t\n' '  ')"
		return
	fi
	while IFS=$'\t' read -r comm _ _ arch stack; do
		# shellcheck disable=SC2086	# blanks and line breaks alike
		printf 'program\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$version" "$(set -f; echo $3)" "$comm" "$arch" "$stack"
	done <$out/new/stacks.tsv | sort -u
	mv $out/new/*.bpf $out/
	rm -rf $out/new
}

# watch NAME PACKAGE COMMAND: see what COMMAND and all that it starts install
watch() {
	rm -rf $out/new
	timeout 300 /guest/seccomp-cache --save $out/new -- bash -c "$3" >$out/log 2>&1 </dev/null
	provenance "$1" "$2" "$3"
}

# look NAME PACKAGE UNIT: see what a running service has
look() {
	local pid
	rm -rf $out/new
	{
		systemctl start "$3"
		pid=$(systemctl show --value -p MainPID "$3")
		/guest/seccomp-cache --save $out/new -p "$pid"
	} >$out/log 2>&1
	provenance "$1" "$2" "systemctl start $3"
}

# At the end of all
saved() {
	local filter
	for filter in "$out"/*.bpf; do
		printf 'filter\t%s\t%s\n' "$(basename "$filter" .bpf)" "$(base64 -w 0 "$filter")"
	done
}
