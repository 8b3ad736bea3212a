# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Sourced by what builds and runs the fuzzer; scripts/lib.sh comes first.

FUZZ=$OUT/host/fuzz
mkdir -p "$FUZZ"

# fuzz_build DIR ARG...: DIR/fuzz, with make's ARGs. What is common is built once.
fuzz_build() {
	local dir=$1
	shift
	mkdir -p "$dir"
	flock "$FUZZ/.lock" nice make -s -C "$ROOT/host" fuzz FUZZ_OUT="$FUZZ" FUZZ_BIN="$dir/fuzz" "$@"
}

# fuzz_run DIR SEED EVALUATIONS: from scratch and the corpus, so that the seed says
# all; the counts go to DIR/counts. The first difference ends it.
fuzz_run() {
	local dir=$1 new corpus=$ROOT/host/corpus/filters status=0
	new=$(mktemp -d "$dir/new.XXXXXX")
	[ -d "$corpus" ] || corpus=''
	rm -f "$dir/counts" "$dir/found"
	FUZZ_EVALUATIONS=$3 FUZZ_COUNTS=$dir/counts ASAN_OPTIONS=quarantine_size_mb=16 UBSAN_OPTIONS=print_stacktrace=1 \
		nice "$dir/fuzz" -seed="$2" -max_len=65536 -len_control=0 -verbosity=0 -print_funcs=0 -exact_artifact_path="$dir/found" \
		"$new" ${corpus:+"$corpus"} || status=$?
	rm -rf "$new"
	if [ "$status" != 0 ]; then
		echo "to see it again: $dir/fuzz $dir/found"
	elif [ ! -s "$dir/counts" ]; then
		echo "it ended before $3 evaluations"
		status=1
	fi
	return "$status"
}
