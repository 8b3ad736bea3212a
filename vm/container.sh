# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Sourced by what runs a container in a guest: a bundle for runc that confines
# the measuring program as "docker run" would, by the profile and the
# capabilities that are Docker's defaults.

PROFILE=${PROFILE:-/usr/share/containers/seccomp.json}
DOCKER_CAPS='["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FSETID", "CAP_FOWNER", "CAP_MKNOD", "CAP_NET_RAW",
	"CAP_SETGID", "CAP_SETUID", "CAP_SETFCAP", "CAP_SETPCAP", "CAP_NET_BIND_SERVICE", "CAP_SYS_CHROOT",
	"CAP_KILL", "CAP_AUDIT_WRITE"]'

# container_bundle DIR: write config.json and the profile it has in it
container_bundle() {
	mkdir -p "$1"
	[ -f "$PROFILE" ] || die "no $PROFILE: install golang-github-containers-common"
	jq -f "$ROOT/vm/docker-seccomp.jq" --arg arch amd64 --arg seccomp_arch SCMP_ARCH_X86_64 \
		--arg kernel "$BASE" --argjson caps "$DOCKER_CAPS" "$PROFILE" >"$1/seccomp.json"
	rm -f "$1/config.json"
	runc spec --bundle "$1"
	jq --slurpfile seccomp "$1/seccomp.json" --argjson caps "$DOCKER_CAPS" '
		.process.args = ["/bin/measure", "stay", "container/"]
		| .process.terminal = false
		| .process.noNewPrivileges = false
		| .process.capabilities = {bounding: $caps, effective: $caps, permitted: $caps}
		| .linux.namespaces += [{type: "cgroup"}]
		| .linux.seccomp = $seccomp[0]' "$1/config.json" >"$1/config.json.new"
	mv "$1/config.json.new" "$1/config.json"
}

# The files the guest needs for it, for mkinitramfs
container_files() {
	cat <<-LIST
		/bin/runc $(command -v runc)
		/container/config.json $1/config.json
		/container/rootfs/bin/measure $GUEST/measure
		/container/rootfs/proc/
		/container/rootfs/dev/
		/container/rootfs/sys/
	LIST
}

# The plan's lines that run it. The guest has no root to pivot away from, and
# needs no key ring. The last line reads the cache of a kernel that has one.
container_plan() {
	cat <<-PLAN
		/bin/runc run --detach --no-pivot --no-new-keyring --pid-file /run/pid --bundle /container container
		/bin/measure answered /run/pid
	PLAN
}
