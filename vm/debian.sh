# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Sourced by what makes Debian roots with mmdebstrap: of what release, from where.

# shellcheck disable=SC2034	# read by who sources this
release=$(. /etc/os-release && echo "${VERSION_CODENAME-}")

# The Debian package sources of this machine's release that apt has lists of
# shellcheck disable=SC2016	# apt's variables
sources() {
	apt-get indextargets --format '$(CODENAME) deb $(REPO_URI) $(RELEASE) $(COMPONENT)' \
		'Created-By: Packages' 'Origin: Debian' |
		awk -v name="$1" '$1 == name || $1 == name "-updates" || $1 == name "-security" { sub(/^[^ ]* /, ""); print }' | sort -u
}

# How this machine's apt reaches them
apt_options() {
	apt-config dump | grep -E '^Acquire::(https?::|ftp::|Retries |Check-|Allow)' || true
}

# sources_or_die LOG: those, after an update if there are none
sources_or_die() {
	local found
	command -v mmdebstrap >/dev/null || die "no mmdebstrap: install what scripts/packages lists (make setup)"
	found=$(sources "$release")
	if [ -z "$found" ] && can_root; then
		note "updating the package lists"
		as_root apt-get update -q >"$1" 2>&1 || true
		found=$(sources "$release")
	fi
	[ -n "$found" ] ||
		die "apt has no package lists of Debian '$release': is that among its sources? Then run: apt-get update"
	printf '%s\n' "$found"
}
