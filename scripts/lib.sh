# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Sourced by every script here: where things are, messages, checks.

set -euo pipefail
export LC_ALL=C
# shellcheck disable=SC2034	# read by scripts/series
REROLL=${V:-1}
# What a calling make or kernel developer has set must not reach the kernel's own
# make. There V is how much it says, here which version of the series this is.
unset V MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES ARCH CROSS_COMPILE KBUILD_OUTPUT KCFLAGS LLVM O

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BASE=${BASE:-6.12}
JOBS=${JOBS:-$(nproc)}
OUT=$ROOT/out
CACHE=${SECCOMP_CACHE_DIR:-${XDG_CACHE_HOME:-${HOME:-/var/tmp}/.cache}/seccomp-verdict-cache}
HOOKS=$ROOT/base/$BASE/hooks
OVERLAY=$ROOT/linux
TREE=$OUT/src/$BASE
# What guests run on: make's ARCH=, which is not a kernel developer's (see above)
export GUEST_ARCH=${GUEST_ARCH:-x86_64}
VARIANTS="cache stock nocache debug kunit kcsan irqsoff stock-irqsoff"
# Every guest kernel's configuration, before what a variant adds, see variant_config
GUEST_CONFIG=("$ROOT/vm/config/base.config" "$ROOT/vm/arch/$GUEST_ARCH.config" "$ROOT/base/$BASE/guest.config")
[ ! -f "$ROOT/base/$BASE/guest.$GUEST_ARCH.config" ] || GUEST_CONFIG+=("$ROOT/base/$BASE/guest.$GUEST_ARCH.config")
# shellcheck disable=SC2034	# read by the scripts
MIN_GB=6

note() { printf '%s\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

[ -f "$ROOT/vm/arch/$GUEST_ARCH.conf" ] ||
	die "unknown ARCH '$GUEST_ARCH'; known: $(cd "$ROOT/vm/arch" && printf '%s\n' *.conf | sed 's/\.conf$//' | paste -sd ' ')"
# shellcheck source-path=SCRIPTDIR source=../vm/arch/x86_64.conf
. "$ROOT/vm/arch/$GUEST_ARCH.conf"
# Of another architecture everything but the sources is apart
[ "$GUEST_ARCH" = x86_64 ] || OUT+=/$GUEST_ARCH

# takes WORDS ARG...: die, before anything is done, of an ARG that is none of the WORDS
takes() {
	local words=$1 arg
	shift
	for arg; do
		[[ " $words " == *" $arg "* ]] || die "${0##*/}: unknown argument '$arg'; $([ -n "$words" ] && echo "known: $words" || echo "it takes none")"
	done
}

elapsed() { printf '%d:%02d' $((SECONDS / 60)) $((SECONDS % 60)); }

# step TEXT: announce the next of STEPS steps
STEPS=1 STEP=0
step() { STEP=$((STEP + 1)); note "[$STEP/$STEPS] $* ($(elapsed))"; }

# known_base: what base/$BASE/source.conf says, or die
known_base() {
	[ -f "$ROOT/base/$BASE/source.conf" ] ||
		die "unknown BASE '$BASE'; known: $(cd "$ROOT/base" && echo */ | tr -d /)"
	# shellcheck source=base/6.12/source.conf
	. "$ROOT/base/$BASE/source.conf"
}

# tree_version TREE: of its Makefile, which has it before anything is configured
tree_version() {
	awk '/^VERSION =/ { v = $3 } /^(PATCHLEVEL|SUBLEVEL) =/ { v = v "." $3 } /^EXTRAVERSION =/ { print v $3; exit }' "$1/Makefile"
}

# given_tree: the path of KSRC, or die if that is no tree of this base
given_tree() {
	local tree
	tree=$(readlink -e "$KSRC") || die "KSRC=$KSRC: no such directory"
	if [ ! -f "$tree/Kbuild" ] || [ ! -f "$tree/kernel/seccomp.c" ]; then
		die "KSRC=$KSRC is not a Linux kernel source tree"
	fi
	case $(tree_version "$tree"). in
	"$BASE".*) echo "$tree" ;;
	*) die "KSRC=$KSRC is Linux $(tree_version "$tree"), but BASE=$BASE needs Linux $BASE" ;;
	esac
}

# variant_config VARIANT: the fragments that its configuration is made of, a line each
variant_config() {
	printf '%s\n' "${GUEST_CONFIG[@]}"
	case $1 in
	kcsan | *irqsoff) echo "$ROOT/vm/config/small.config" ;;
	esac
	[ ! -f "$ROOT/vm/config/$1.config" ] || echo "$ROOT/vm/config/$1.config"
}

# variant_make VARIANT: what its kernel's make is told besides, a word a line. KCSAN,
# strict, finds races all over the kernel, and while it watches one of these does not
# watch ours: it instruments what the series touches, and entry, fork and ptrace.
variant_make() {
	[ "$1" = kcsan ] || return 0
	echo KCSAN_SANITIZE=n
	{
		sed -nE '/^(kernel|arch)\// s,.*/([^/]*)\.c$,\1,p' "$TREE/.touched"
		printf '%s\n' common seccomp fork ptrace
	} | sort -u | sed 's/.*/KCSAN_SANITIZE_&.o=y/'
	# Else what locks keep apart would look as if nothing did
	printf 'KCSAN_INSTRUMENT_BARRIERS_%s.o=y\n' lockref mutex percpu-rwsem qrwlock qspinlock rtmutex_api rwsem spinlock
}

known_variant() {
	case " $VARIANTS " in
	*" $1 "*) ;;
	*) die "unknown VARIANT '$1'; known: $VARIANTS" ;;
	esac
}

# need_space DIR [GB]: better to stop now than half-way
need_space() {
	local free want=${2:-$MIN_GB}
	mkdir -p "$1" || die "cannot write to $1"
	free=$(df -Pk "$1" | awk 'NR == 2 { print int($4 / 1048576) }')
	[ "$free" -ge "$want" ] ||
		die "$1 has $free GB free and this needs about $want GB: make room there (SECCOMP_CACHE_DIR moves the shared cache elsewhere)"
}

# Can as_root work without asking somebody who is not there?
can_root() {
	[ "$(id -u)" = 0 ] || { command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; }
}

as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# code_of FILE...: without comments, which change no result
code_of() { for file; do gcc -fpreprocessed -dD -E -P -w "$OVERLAY/$file"; done; }

# hooked_code BASE: what its hooks change in C of the kernel's
hooked_code() {
	awk '/^\+\+\+ / { on = / b\/(arch|include|kernel|net)\/.*\.[ch]$/ } on && /^[+-]/ && !/^.[ \t]*(\/?\*|$)/' \
		"$ROOT/base/$1"/hooks/*.patch
}

# What a recorded run was of: one of other sources says nothing of these
sum_of() { tr -d ' \t\n' | sha256sum | cut -c1-16; }
pure_sources() { code_of kernel/seccomp_{eval,flow,reduce,chain}.{c,h} | sum_of; }
proved_sources() { code_of kernel/seccomp_{eval,flow,reduce,chain,cache}.{c,h} | sum_of; }
booted_sources() { # BASE
	local c_files
	mapfile -t c_files < <(cd "$OVERLAY" && find kernel include -name '*.[ch]' ! -name '*_kunit.c' | sort)
	{ code_of "${c_files[@]}"; hooked_code "$1"; } | sum_of
}

# sender WHY: $name and $email of whom series and packages are from, as git has them
sender() {
	name=$(git -C "$ROOT" config user.name) || name=''
	email=$(git -C "$ROOT" config user.email) || email=''
	[ -n "$name" ] || email=''
	[ -n "$email" ] || die "$1: git config --global user.name 'Your Name'; git config --global user.email you@example.org"
}

# When what the series and the packages are made of last changed, in seconds since 1970
series_date() {
	local date=${SOURCE_DATE_EPOCH:-$(git -C "$ROOT" log -1 --format=%ct -- series base linux packaging/debian 2>/dev/null || true)}
	[[ $date =~ ^[0-9]*$ ]] || die "SOURCE_DATE_EPOCH=$date: it is a number of seconds since 1970"
	[ -n "$date" ] || note "git tells no date here (git status says why): the series is of 1970"
	echo "${date:-0}"
}

# only_one NAME: wait for, then hold, the lock NAME until this script ends
only_one() {
	mkdir -p "$(dirname "$1")"
	exec 9>"$1"
	flock -n 9 || { note "waiting for another run to finish ($1)"; flock 9; }
}

# plan: the series as lines "MESSAGE hook|overlay NAME", checked: whatever a
# message names exists, and every hook and overlay file is named exactly once.
plan() {
	local msg key name
	known_base
	for msg in "$ROOT"/series/[0-9]*.msg; do
		[ -f "$msg" ] || die "series/ has no NN-name.msg: there is no series to make"
		awk -v msg="series/${msg##*/}" '
			function bad(what) { print "error: " msg ": " what > "/dev/stderr"; err = 1; exit 1 }
			NR == 1 && !NF { bad("the first line must be the subject") }
			NR == 2 && NF { bad("the second line must be empty") }
			/^---$/ { tail = 1; next }
			tail && /^(Hook|Overlay): [^ ]+$/ { print msg, tolower($1), $2; n++; next }
			tail && NF { bad("not a Hook: or Overlay: line: " $0) }
			END { if (!err && !n) bad("names no Hook: or Overlay: after a line ---") }
		' "$msg" || exit 1
	done | sed 's/^series\///; s/: / /' >"$1"
	while read -r msg key name; do
		case $key in
		hook) [ -f "$HOOKS/$name.patch" ] || die "series/$msg names a hook that is not there: base/$BASE/hooks/$name.patch" ;;
		overlay) [ -f "$OVERLAY/$name" ] || die "series/$msg names an overlay file that is not there: linux/$name" ;;
		esac
	done <"$1"
	{
		(cd "$HOOKS" && find . -name '*.patch' -printf 'hook %P\n' | sed 's/\.patch$//')
		(cd "$OVERLAY" && find . -type f -printf 'overlay %P\n')
	} | while read -r key name; do
		case $(awk -v k="$key" -v n="$name" '$2 == k && $3 == n' "$1" | wc -l) in
		1) ;;
		0) die "the $key $name belongs to no commit: name it in one series/*.msg" ;;
		*) die "the $key $name belongs to more than one commit: $(awk -v k="$key" -v n="$name" '$2 == k && $3 == n { print $1 }' "$1" | paste -sd ' ')" ;;
		esac
	done
}

# unhanded COMMAND...: run it without what our Makefile exports, also if empty. The kernel's
# makefiles have some of the same names: with KVM set, KVM's sources are not found.
unhanded() {
	local ours
	read -ra ours < <(sed -n 's/^export //p' "$ROOT/Makefile")
	env "${ours[@]/#/-u}" "$@"
}

# deb_flavour: which of the kernel's packages is meant, by FLAVOUR or CONFIG
deb_flavour() { if [ -n "${CONFIG-}" ]; then echo custom; else echo "${FLAVOUR:-amd64}"; fi; }

# compiler: of the architecture that kmake builds for. Some have only LLVM's here, which
# $cross then names with its version.
compiler() { case ${cross-$CROSS} in clang-*) echo "$cross" ;; *) echo "${cross-$CROSS}gcc" ;; esac; }

# kmake ARG...: the kernel's make in the source tree $src with objects in $o,
# through ccache, with nothing of this machine or moment in the result
# shellcheck disable=SC2154	# set by the caller
kmake() {
	local tools=("CROSS_COMPILE=${cross-$CROSS}")
	[[ ${cross-} != clang-* ]] || tools=(CROSS_COMPILE= "LLVM=${cross#clang}")
	CCACHE_DIR=${CCACHE_DIR:-$CACHE/ccache} CCACHE_BASEDIR=$ROOT CCACHE_NOHASHDIR=1 \
	KBUILD_BUILD_TIMESTAMP='1970-01-01' KBUILD_BUILD_USER=seccomp KBUILD_BUILD_HOST=seccomp KBUILD_BUILD_VERSION=1 \
		unhanded make -C "$src" O="$o" ARCH="${arch:-$KARCH}" CC="ccache $(compiler)" "${tools[@]}" LOCALVERSION= "$@"
}

# kconfig FRAGMENT...: configure $o from tinyconfig and the fragments
kconfig() {
	mkdir -p "$o" && kmake tinyconfig &&
		(cd "$src" && scripts/kconfig/merge_config.sh -m -O "$o" "$o/.config" "$@") &&
		kmake olddefconfig
}

# check NAME COMMAND...: run it, its output to $log; one TAP line, and what it said if it failed.
# (In such a command set -e does not work: each step of it must be checked.)
failures=0 checks=0
# shellcheck disable=SC2154	# log: set by the caller
check() {
	local name=$1 from
	shift
	checks=$((checks + 1))
	from=$(($(wc -l <"$log") + 1))
	if ("$@") >>"$log" 2>&1; then
		echo "ok $checks - $name"
	else
		echo "not ok $checks - $name"
		failures=$((failures + 1))
		tail -n "+$from" "$log" | tail -n 20 | sed 's/^/# /'
	fi
}

# skipped NAME REASON: a TAP line in the place of a check
skipped() {
	checks=$((checks + 1))
	echo "ok $checks - $1 # SKIP $2"
}

# checkpatch ARG...: the base's own. Left out, as it cannot be right or wrong here:
# FILE_PATH_CHANGES	MAINTAINERS has the new files in a patch of its own
# ENOSYS		what a filter answers where nobody listens
# and in tools/seccomp alone:
# CAMELCASE		names of libraries
# PREFER_DEFINED_ATTRIBUTE_MACRO	where it is defined
# MACRO_ARG_REUSE	for_each_set_bit() cannot do without
checkpatch() {
	local ignore=FILE_PATH_CHANGES,ENOSYS
	case "$*" in
	*tools[-/]seccomp[-/]*) ignore+=,CAMELCASE,PREFER_DEFINED_ATTRIBUTE_MACRO,MACRO_ARG_REUSE ;;
	esac
	cd "$TREE" && scripts/checkpatch.pl --strict --no-summary --terse --ignore "$ignore" "$@"
}

# touched_sums: what the series has made of files of the source tree $src
touched_sums() { (cd "$src" && while read -r f; do [ ! -f "$f" ] || sha256sum "$f"; done <.touched); }

# The directory below arch/ of the architecture that kmake builds for
srcarch() { case ${arch:-$KARCH} in i386 | x86_64) echo x86 ;; *) echo "${arch:-$KARCH}" ;; esac; }

# objects_of TREE O [FILE...]: the objects made of touched C files, and of FILEs, that
# O's configuration builds
objects_of() {
	local tree=$1 o=$2 stems dir
	shift 2
	stems=$({ cat "$TREE/.touched"; printf '%s\n' "$@"; } | sed -n 's/\.c$//p' |
		awk -v ours="arch/$(srcarch)/" '!/^arch\// || index($0, ours) == 1' | sort -u)
	sed -n 's,/[^/]*$,,p' <<<"$stems" | sort -u | while read -r dir; do
		[ -f "$tree/$dir/Makefile" ] || continue
		# shellcheck disable=SC2016	# make's variables
		printf 'include %s\nBITS := $(if $(CONFIG_64BIT),64,32)\nsrctree := %s\nsrc := %s\nobj := %s\ninclude %s\nlist-objects:; @echo $(addprefix %s/,$(obj-y) $(lib-y))\n' \
			"$o/.config" "$tree" "$tree/$dir" "$dir" "$tree/$dir/Makefile" "$dir" |
			make -s -f - list-objects 2>/dev/null | tr ' ' '\n' || true
	done | grep -Fx -f <(printf '%s\n' "$stems" | sed 's/$/.o/') || true
}
