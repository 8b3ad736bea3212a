# SPDX-License-Identifier: GPL-2.0-only
#
# Resolve a profile as Docker and Podman ship it (archMap, includes, excludes)
# for one machine, as Docker does: the result is what the OCI runtime is given.
# Arguments: $arch (Go's name), $seccomp_arch, $kernel ("6.12"), $caps (array).

def version: split(".") | map(tonumber);

def has_any($wanted; $have): any($wanted[]; IN($have[]));
def has_all($wanted; $have): all($wanted[]; IN($have[]));

def at_least($min): ($kernel | version) >= ($min | version);

def excluded:
	(.excludes // {}) as $e
	| has_any($e.arches // []; [$arch])
	or has_any($e.caps // []; $caps)
	or ($e.minKernel != null and at_least($e.minKernel));

def included:
	(.includes // {}) as $i
	| (($i.arches // []) == [] or has_any($i.arches; [$arch]))
	and has_all($i.caps // []; $caps)
	and ($i.minKernel == null or at_least($i.minKernel));

{
	defaultAction,
	defaultErrnoRet,
	architectures: [.archMap[] | select(.architecture == $seccomp_arch)
		| .architecture, .subArchitectures[]],
	syscalls: [.syscalls[] | select(included and (excluded | not))
		| {names, action, errnoRet, args: (.args // [])}
		| with_entries(select(.value != null))]
}
