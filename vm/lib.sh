# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Sourced by what builds guests: the programs they run and the files they hold.

# shellcheck source-path=SCRIPTDIR source=../scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../scripts/lib.sh"

GUEST=$OUT/vm
# With COMPAT=1 programs are of the 32-bit architecture that the guest's kernel runs too
if [ -n "${COMPAT-}" ]; then
	[ -f "$ROOT/vm/arch/$GUEST_ARCH.compat" ] || die "COMPAT=$COMPAT, but there is no vm/arch/$GUEST_ARCH.compat"
	# shellcheck source=arch/arm64.compat
	. "$ROOT/vm/arch/$GUEST_ARCH.compat"
	GUEST+=/compat
fi
SYSROOT=''
[ -z "$DEBIAN" ] || SYSROOT=$("$ROOT/vm/sysroot" "$DEBIAN" "$RELEASE")
# shellcheck disable=SC2034	# read by the scripts
CORPUS=$ROOT/host/corpus RESULTS=$ROOT/vm/results/$BASE
SELFTESTS=tools/testing/selftests/seccomp
mkdir -p "$GUEST" "$OUT/log/vm"

# guest_cc OUT SOURCE ARG...: a static program
guest_cc() {
	local out=$1 src=$2 cc=${CC:-gcc}
	shift 2
	[ -z "$CROSS" ] || cc=${CROSS}gcc
	"$cc" ${SYSROOT:+"--sysroot=$SYSROOT"} -static -O2 -Wall -o "$out.$$" "$src" "$@" 2>"$out.log" || {
		cat "$out.log" >&2
		die "cannot compile ${src#"$ROOT"/} for the guest"
	}
	mv "$out.$$" "$out"
}

# The same for the 32-bit architecture
# shellcheck disable=SC2016	# the other shell's variables
compat_cc() { COMPAT=1 bash -c '. "$0" && guest_cc "$@"' "$ROOT/vm/lib.sh" "$@"; }

guest_measure() {
	guest_cc "$GUEST/measure" "$ROOT/bench/measure.c" \
		"$ROOT"/bench/{allow_list,cases,chain,filters,machine,outside,programs,samples}.c -Wextra -pthread -lseccomp
}

# guest_image NAME [LIST]: make initramfs NAME with our init, the measuring
# program, the plan on stdin and what LIST names; print its path
guest_image() {
	local plan=$GUEST/$1.plan
	# By rename, as all files here: another suite may be making the same image
	cat >"$plan.$$"
	mv "$plan.$$" "$plan"
	guest_cc "$GUEST/init" "$ROOT/vm/guest/init.c" -Wextra
	guest_measure
	"$ROOT/vm/mkinitramfs" "$GUEST/$1.cpio" <<-LIST
		/init $GUEST/init
		/bin/measure $GUEST/measure
		/plan $plan
		${2-}
	LIST
	echo "$GUEST/$1.cpio"
}

# kernel_headers SOURCE-TREE: its exported headers, for programs that need new ones
kernel_headers() {
	local o=$GUEST/headers src=$1
	exec 8>"$GUEST/.headers.lock"
	flock 8
	if [ "$(cat "$o/.of" 2>/dev/null)" != "$src $(cat "$src/.origin" 2>/dev/null)" ]; then
		kmake headers >"$GUEST/headers.log" 2>&1 || die "make headers failed; log: $GUEST/headers.log"
		echo "$src $(cat "$src/.origin" 2>/dev/null)" >"$o/.of"
	fi
	exec 8>&-
	echo "$o/usr/include"
}

# The selftests, from SOURCE-TREE: the kernel's own, and ours, which use its harness
selftest_cc() { # NAME SOURCE-TREE C-FILE
	local headers
	headers=$(kernel_headers "$2")
	guest_cc "$GUEST/$1" "$3" -D_GNU_SOURCE= -include "$ROOT/vm/guest/patience.h" \
		-isystem "$headers" -I"$2/$SELFTESTS" -I"$2/$SELFTESTS/.." -pthread -lcap
}

seccomp_bpf() { selftest_cc seccomp_bpf "$1" "$1/$SELFTESTS/seccomp_bpf.c"; }

our_selftest() { selftest_cc "$1" "$2" "$ROOT/linux/$SELFTESTS/$1.c"; } # NAME SOURCE-TREE

# guest_provenance WHAT: the head of a file of results
guest_provenance() {
	cat <<-HEADER
	# $1
	# date: $(date -u +%Y-%m-%d)
	# sources: $(booted_sources "$BASE")
	# machine: QEMU TCG on $(nproc) x86-64 processors
	# kernel: Linux $BASE, $(cat "$("$ROOT/scripts/fetch-source")/.origin")
	# qemu: $("$QEMU" --version | head -n 1)
	# compiler: $("${CROSS}gcc" --version | head -n 1)
	HEADER
}

# record NEW FILE FAILED: show the rows of what was found; keep it all as FILE if
# nothing failed (FAILED is 0), else leave there what was
record() {
	grep -v '^#' "$1" | column -t -s '	'
	[ "$3" = 0 ] || die "not recorded, as not all went well: $1"
	mkdir -p "${2%/*}"
	cp "$1" "$2.new"
	mv "$2.new" "$2"
}

# mutate FILE SED: change that file of the patched tree, or say that it cannot be
# done, until restore FILE. (What an interrupt leaves behind, scripts/prepare-tree
# puts right before the next build.)
mutate() {
	cp -p "$TREE/$1" "$GUEST/original"
	sed "$2" "$GUEST/original" >"$GUEST/mutated"
	! cmp -s "$GUEST/original" "$GUEST/mutated" || return 1
	cp --remove-destination "$GUEST/mutated" "$TREE/$1"
}

restore() {
	cp --remove-destination "$GUEST/original" "$TREE/$1"
}

# planted_kernel VARIANT FILE SED: build that kernel with a fault in FILE, in
# out/kernel/$BASE/planted (as deep as the others, so that what is built stays valid)
planted_kernel() (
	src=$TREE o=$OUT/kernel/$BASE/planted log=$OUT/log/planted.log
	only_one "$OUT/kernel/.lock"
	rm -rf "$o"
	cp -a "$OUT/kernel/$BASE/$1" "$o"
	mapfile -t options < <(variant_make "$1")
	mutate "$2" "$3" || die "$2 has changed: change the planted fault as well: $3"
	kmake -j"$JOBS" "${options[@]}" bzImage >"$log" 2>&1 </dev/null 9>&- || { restore "$2"; die "with the planted fault it does not build; log: $log"; }
	restore "$2"
	cp "$o/arch/x86/boot/bzImage" "$o/bzImage"
)
