# SPDX-License-Identifier: GPL-2.0-only
#
# Split a unified diff into one file per path, dir/1, dir/2, ..., and print
# "path<TAB>dir/N" for each. What stands before the first file is dropped. Hunks
# are counted through, so that no line of theirs is mistaken for a header.
#
# usage: awk -v dir=DIR -v first=N -f split-diff.awk PATCH

function begin() { out = dir "/" (first + n++); path = "" }

old > 0 || new > 0 {
	print > out
	if (/^-/) old--
	else if (/^\+/) new--
	else if (!/^\\/) { old--; new-- }
	next
}
/^\\/ { print > out; next }
/^@@ / {
	split($2, o, ","); split($3, w, ",")
	old = $2 ~ /,/ ? o[2] : 1
	new = $3 ~ /,/ ? w[2] : 1
	print > out
	next
}
/^diff --git / { begin(); git = 1; print > out; next }
/^--- / {
	if (!git) { begin(); minus = $0; next }
	print > out
	name($2)
	next
}
/^\+\+\+ / {
	name($2)
	if (!git) {
		print "diff --git a/" path " b/" path > out
		print minus > out
	}
	print > out
	print path "\t" out
	git = 0
	next
}
git { print > out }

function name(file) { if (file != "/dev/null") path = substr(file, 3) }
