# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Sourced by the tests with real software: what guests report, a line of words
# separated by tabs each, is in $dir/VARIANT.report.

# told VARIANT WORD...: the rest of the lines that begin so
told() {
	local variant=$1 IFS=$'\t'
	shift
	awk -v start="$*"$'\t' 'index($0, start) == 1 { print substr($0, length(start) + 1) }' "${dir:?}/$variant.report"
}

# same WORD...: was the same said on both kernels, and something?
same() {
	told stock "$@" | sort >"$dir/stock"
	told cache "$@" | sort >"$dir/cache"
	[ -s "$dir/stock" ] && diff "$dir/stock" "$dir/cache"
}

# cached NAME: one row of what the patched kernel knows of a process's native calls, from
# its lines "cache NAME": how many pass by the cache, have a constant answer, depend on an
# argument; and for these the instructions of all filters, and the fewest, the average and
# the most that are left
CACHED='#name	filters	cached	constant	dependent	instructions	left_min	left_mean	left_max'
cached() {
	told cache cache "$1" | awk -v OFS='\t' -v name="$1" '
		$2 == "ALLOW" { cached++ }
		$3 == "constant" { constant++ }
		$3 == "filters" {
			split($4, filters, "/"); split($6, insns, "/")
			left = insns[1]; sum += left
			if (!dependent++ || left < min) min = left
			if (left > max) max = left
		}
		END {
			if (!dependent) { print "nothing depends on an argument, or there is no cache" > "/dev/stderr"; exit 1 }
			print name, filters[2], cached + 0, constant + 0, dependent, insns[2], min, sprintf("%.1f", sum / dependent), max
		}'
}

# write_cached FILE NAME...: these rows, or nothing
write_cached() {
	local name file=$1
	shift
	echo "$CACHED" >"$file.new"
	for name; do cached "$name" >>"$file.new" || return 1; done
	mv "$file.new" "$file"
}

# Tables are for people to read, too
comment_table() { column -t -s $'\t' "$1" | sed 's/^/# /'; }
