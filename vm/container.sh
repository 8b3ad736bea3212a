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

# The rest of the container is runc's default. (We do not ask "runc spec" for
# it: that fails where no cgroup file system is mounted, as in a bare chroot.)
# shellcheck disable=SC2016	# jq's variables
CONFIG='
def mount($where; $type; $options):
	{destination: $where, $type, source: $type, options: ($options / ",")};
{
	ociVersion: "1.0.2",
	process: {
		args: ["/bin/measure", "stay", "container/"],
		cwd: "/",
		env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm"],
		user: {uid: 0, gid: 0},
		capabilities: {bounding: $caps, effective: $caps, permitted: $caps},
		rlimits: [{type: "RLIMIT_NOFILE", hard: 1024, soft: 1024}],
		noNewPrivileges: false
	},
	root: {path: "rootfs", readonly: true},
	hostname: "container",
	mounts: [
		mount("/proc"; "proc"; "nosuid,noexec,nodev"),
		mount("/dev"; "tmpfs"; "nosuid,strictatime,mode=755,size=65536k"),
		mount("/dev/pts"; "devpts"; "nosuid,noexec,newinstance,ptmxmode=0666,mode=0620,gid=5"),
		mount("/dev/shm"; "tmpfs"; "nosuid,noexec,nodev,mode=1777,size=65536k"),
		mount("/dev/mqueue"; "mqueue"; "nosuid,noexec,nodev"),
		mount("/sys"; "sysfs"; "nosuid,noexec,nodev,ro"),
		mount("/sys/fs/cgroup"; "cgroup"; "nosuid,noexec,nodev,relatime,ro")
	],
	linux: {
		resources: {devices: [{allow: false, access: "rwm"}]},
		namespaces: [{type: ("pid", "network", "ipc", "uts", "mount", "cgroup")}],
		maskedPaths: [
			"/proc/acpi", "/proc/asound", "/proc/kcore", "/proc/keys", "/proc/latency_stats",
			"/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware"
		],
		readonlyPaths: ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"],
		seccomp: $seccomp[0]
	}
}'

# container_bundle DIR: write config.json and the profile it has in it
container_bundle() {
	mkdir -p "$1"
	[ -f "$PROFILE" ] || die "no $PROFILE: install golang-github-containers-common"
	jq -f "$ROOT/vm/docker-seccomp.jq" --arg arch amd64 --arg seccomp_arch SCMP_ARCH_X86_64 \
		--arg kernel "$BASE" --argjson caps "$DOCKER_CAPS" "$PROFILE" >"$1/seccomp.json"
	jq -n --slurpfile seccomp "$1/seccomp.json" --argjson caps "$DOCKER_CAPS" "$CONFIG" >"$1/config.json.new"
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
# needs no key ring. The second line reads the cache of a kernel that has one,
# and leaves the container's filter in /run/filter.
container_plan() {
	cat <<-PLAN
		/bin/runc run --detach --no-pivot --no-new-keyring --pid-file /run/pid --bundle /container container
		/bin/measure answered /run/pid /run/filter
	PLAN
}
