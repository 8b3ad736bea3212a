# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Run by vm/containers in the guest: start a container with each runtime under
# each profile. Printed is "RUNTIME/PROFILE<TAB>" and a line of what probe and
# measure said in the container.

set -u
rootfs=/run/rootfs
mkdir -p $rootfs/{proc,dev,sys,etc,tmp,run}
cp /guest/{probe,calls,measure} $rootfs/
command=(/probe /calls /measure calls)

/guest/listen /run/listener "${NOTIFY[@]}" &

# said NAME STATUS: what the container printed
said() {
	sed "s,^,$1	," /run/said
	[ "$2" = 0 ] || echo "$1	FAILED, status $2"
}

for profile in unconfined docker allow-list notify; do
	mkdir -p /run/bundle
	cp "/guest/$profile.json" /run/bundle/config.json
	for runtime in runc crun; do
		$runtime run --bundle /run/bundle "$runtime-$profile" >/run/said 2>&1
		said $runtime/$profile $?
	done
	option=(--security-opt "seccomp=/guest/$profile.profile")
	case $profile in
	unconfined) option=(--security-opt seccomp=unconfined) ;;
	docker) option=() ;;
	esac
	podman --log-level error --storage-driver vfs run --rm --network none --cgroups=disabled --runtime crun --cap-drop all --cap-add "$CAPS" "${option[@]}" \
		--rootfs $rootfs "${command[@]}" >/run/said 2>&1
	said podman/$profile $?
done
