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
old > 0 || new > 0 {
	if (/^-/) { old--; print id, "-", take(substr($0, 2)), path }
	else if (/^\+/) { new--; print id, "+", add(substr($0, 2)), path }
	else if (!/^\\/) { old--; new-- }
	next
}
/^@@ / {
	split($2, o, ","); split($3, w, ",")
	old = $2 ~ /,/ ? o[2] : 1
	new = $3 ~ /,/ ? w[2] : 1
}
/^\+\+\+ b\// { path = substr($2, 3) }

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
