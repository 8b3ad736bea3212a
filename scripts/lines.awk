# SPDX-License-Identifier: GPL-2.0-only
#
# Of diffs given in the order they apply, tell which lines each removes and adds:
# "ID SIGN LINE PATH" for ID.diff. LINE is a name, base.N for what the base has and
# ID.N for what that diff adds. So a line that one adds and a later one removes is
# not taken for the base's. What is removed from the base is listed with ID "base".
#
# usage: awk -f lines.awk DIFF...

FNR == 1 {
	settle()
	id = FILENAME
	sub(/.*\//, "", id)
	sub(/\.diff$/, "", id)
}
# As git writes diffs, no line of a hunk begins as these do
/^diff --git / { hunk = 0; next }
/^@@ / { hunk = 1; next }
!hunk { if (/^\+\+\+ b\//) path = substr($2, 3); next }
/^-/ { print id, "-", take(substr($0, 2)), path }
/^\+/ { print id, "+", add(substr($0, 2)), path }

function add(text) {
	added[++adds] = path SUBSEP text
	return id "." ++n
}

# Only now: a diff that moves a line removes the old one
function settle(	i) {
	for (i = 1; i <= adds; i++)
		line[added[i], ++lines[added[i]]] = id "." (n - adds + i)
	adds = 0
}

function take(text,	key) {
	key = path SUBSEP text
	if (lines[key] > 0)
		return line[key, lines[key]--]
	print "base", "+", "base." ++bases, path
	return "base." bases
}
