/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The task copy of the seccomp verdict cache: every interleaving of two threads
 * and of what one of them forks, a thread or a process. All of them attach
 * filters, with and without TSYNC; the second thread and the child make calls,
 * too, and are killed by filters. (Calls of the first would add nothing: what
 * they can meet, those of the second do.)
 *
 * Each access to what another task may access at the same time is a step of its
 * own, in the order of the kernel's statements, named beside them. What is only
 * accessed under siglock is one step with taking it. A copy has one word for
 * each of two syscall numbers, so that a reader can come between the words.
 *
 * What spin explores is sequentially consistent: it tells what the order of the
 * steps is good for. Whether processors keep that order is what the litmus tests
 * in Documentation/litmus-tests/seccomp are about.
 *
 * Properties, each with the name of its assertion:
 *
 * after_tsync	Once TSYNC has returned, no call that a task makes then passes
 *		which the new filter denies.
 * old_or_new	No call passes that is denied by the filters which the task had
 *		when it made the call: a copy never lags behind its filters. (A
 *		task has them once its work flag is set, as without the cache.)
 * copy_covered	While nobody writes to it, a copy allows no more than the filters
 *		of its task, be it a child's.
 * dead_empty	The copy of a task that a filter has killed stays empty.
 * answers_covered	A filter's answers, which are put on top of its parent's
 *		without siglock, are of the parent that it gets.
 * flag_last	Who sees the work flag sees mode and filter as well.
 *
 * Faults that spin has to find are built in with -DFAULT_name, see scripts/model.
 */

#define NRS		2	/* syscall numbers, and words of a copy */
#define TASKS		3
#define CHILD		2	/* the one that is not there from the start */
#define NOBODY		TASKS

#ifndef FILTERS
#define FILTERS		3	/* that are attached at most */
#endif
#ifndef TRIES
#define TRIES		1	/* SECCOMP_COMPOSE_TRIES */
#endif
#ifndef CALLS
#define CALLS		2	/* that each task makes at most */
#endif

#define ALL		3	/* the set of all numbers */
#define HAS(set, nr)	((set >> (nr)) & 1)

mtype = { DISABLED, FILTER, DEAD };

/* Filters by number, 0 for none. Not changed once they are attached. */
byte filters;			/* so many */
byte parent[FILTERS + 1];	/* f->prev */
byte allow[FILTERS + 1];	/* what the chain that ends with it allows */
byte cache[FILTERS + 1];	/* f->cache.native: what it is known to allow */
byte answers[FILTERS + 1];	/* f->cache.link.answers: the same, as composed */

/* struct task_struct */
bool copy[TASKS * NRS];		/* seccomp.cache */
byte filter[TASKS];		/* seccomp.filter */
mtype mode[TASKS];		/* seccomp.mode */
bool work[TASKS];		/* SYSCALL_WORK_SECCOMP */
bool exists[TASKS];		/* it is in the list of threads */
bool group[TASKS];		/* its thread group, of two */
bool siglock[2];		/* of each group */

/* What the properties speak of; nothing in the kernel. */
byte due[TASKS];		/* the filter that a TSYNC has given it */
byte floor[TASKS];		/* the same, once that TSYNC has returned */
bool cleared[TASKS];		/* killed, and its copy emptied */
bool forked;			/* one child is enough */
byte writing = NOBODY;		/* whose copy and filter are being changed */

#define WORD(task, nr)	copy[(task) * NRS + (nr)]

/* Is a below b, or the same? */
#define ANCESTOR(a, b)	(a == 0 || a == b || (b != 0 && \
			 (a == parent[b] || (parent[b] != 0 && \
			  (a == parent[parent[b]])))))

#define COVERED(t)	(writing == t || !exists[t] || cleared[t] || \
			 ((!WORD(t, 0) || HAS(allow[filter[t]], 0)) && \
			  (!WORD(t, 1) || HAS(allow[filter[t]], 1))))
#define EMPTY(t)	(!cleared[t] || (!WORD(t, 0) && !WORD(t, 1)))

/* --- seccomp_set_mode_filter() --- */

/* A filter that allows some numbers, and is known to allow some of these. */
inline make_filter()
{
	filters++;
	new = filters;
	if
	:: own = 1; known = 1
	:: own = 2; known = 2
	:: own = ALL; known = 1
	fi
}

/* seccomp_cache_compose(): what is known of a filter does not change any more */
inline compose()
{
	base = filter[me]
}

/* seccomp_cache_stale() */
#ifdef FAULT_stale_answers
#define STALE	false
#else
#define STALE	(base != filter[me])
#endif

#define CAN_LOCK	(!siglock[group[me]] && (!STALE || tries == TRIES))
#define CAN_RETRY	(!siglock[group[me]] && STALE && tries < TRIES)

/* seccomp_cache_attach(): put it on top of what is known of its parent */
inline stack_filter()
{
	parent[new] = filter[me];
	allow[new] = own & allow[filter[me]];
	answers[new] = (STALE -> 0 : known & answers[base]);
	answers_covered = ((answers[new] & ~allow[new]) == 0);
	assert(answers_covered);
	answers_covered = false;
	base = 0;
	tries = 0;
#ifdef FAULT_not_composed
	cache[new] = known;
#else
	cache[new] = known & cache[filter[me]];
#endif
	own = 0;
	known = 0
}

/* seccomp_attach_filter(), seccomp_assign_mode(): nobody else looks at current */
inline attach()
{
	stack_filter();
	WORD(me, 0) = HAS(cache[new], 0);
	WORD(me, 1) = HAS(cache[new], 1);
	filter[me] = new;
	mode[me] = FILTER;
	work[me] = true;
	if
	:: floor[me] < new -> floor[me] = new
	:: else
	fi
}

#define SIBLING(t)	((t) != me && exists[t] && group[t] == group[me])

/* seccomp_can_sync_threads() */
#ifdef FAULT_sync_dead
#define CAN_SYNC(t)	(!SIBLING(t) || mode[t] != FILTER || \
			 ANCESTOR(filter[t], filter[me]))
#else
#define CAN_SYNC(t)	(!SIBLING(t) || mode[t] == DISABLED || \
			 (mode[t] == FILTER && ANCESTOR(filter[t], filter[me])))
#endif

/* seccomp_cache_task_update() of another task */
inline update_copy(t)
{
	WORD(t, 0) = HAS(cache[new], 0);
	WORD(t, 1) = HAS(cache[new], 1)
}

/* One turn of seccomp_sync_threads() */
inline sync_thread(t)
{
	if
	:: d_step { SIBLING(t) -> writing = t; due[t] = new }
#ifdef FAULT_filter_first
		filter[t] = new;
		update_copy(t);
		writing = NOBODY;
#else
#ifndef FAULT_tsync_no_copy
		update_copy(t);
#endif
		/* smp_store_release() */
		d_step { filter[t] = new; writing = NOBODY };
#endif
		if
		:: mode[t] == DISABLED ->
#ifdef FAULT_flag_first
			work[t] = true;
			mode[t] = FILTER
#else
			mode[t] = FILTER;
			/* smp_mb__before_atomic() */
			work[t] = true
#endif
		:: else
		fi
	:: else
	fi
}

/* TSYNC has given it this filter or a newer one: now it has to hold. */
inline hold(t)
{
	if
	:: due[t] != 0 && ANCESTOR(new, due[t]) && floor[t] < new ->
		floor[t] = new
	:: else
	fi
}

inline sync_threads()
{
	atomic {
		CAN_LOCK -> siglock[group[me]] = true;
		if
		:: CAN_SYNC(0) && CAN_SYNC(1) && CAN_SYNC(CHILD) -> attach()
		:: else -> new = 0; base = 0; tries = 0
		fi
	}
#ifdef FAULT_sync_unlocked
	siglock[group[me]] = false;
#endif
	if
	:: new != 0 ->
		sync_thread(0);
		sync_thread(1);
		sync_thread(CHILD)
	:: else
	fi;
	d_step {
		if
		:: new != 0 -> hold(0); hold(1); hold(CHILD)
		:: else
		fi;
#ifndef FAULT_sync_unlocked
		siglock[group[me]] = false;
#endif
		new = 0
	}
}

/* The loop is seccomp_lock_composed(): what it locks, it may unlock again. */
inline set_mode_filter()
{
	compose();
	do
	:: atomic { CAN_RETRY -> tries++ }
		compose()
	:: atomic {
		CAN_LOCK ->
		attach();
		new = 0;
		break
	}
	:: sync_threads();
		break
	od
}

/* --- copy_process() --- */

inline copy_task()
{
	WORD(CHILD, 0) = WORD(me, 0);
	WORD(CHILD, 1) = WORD(me, 1)
}

inline do_fork()
{
	/* dup_task_struct(), with no lock held */
	work[CHILD] = work[me];
#if defined(FAULT_fork_unlocked) || defined(FAULT_fork_keeps_dup)
	copy_task();
#endif
#ifdef FAULT_fork_unlocked
	filter[CHILD] = filter[me];
	mode[CHILD] = mode[me];
#endif
	atomic {
		!siglock[group[me]] ->
		if
		:: group[CHILD] = group[me]	/* CLONE_THREAD */
		:: group[CHILD] = 1
		fi;
		/* copy_seccomp() */
#ifndef FAULT_fork_unlocked
		filter[CHILD] = filter[me];
		mode[CHILD] = mode[me];
#ifndef FAULT_fork_keeps_dup
		copy_task();
#endif
#endif
		if
		:: mode[CHILD] != DISABLED -> work[CHILD] = true
		:: else
		fi;
		due[CHILD] = due[me];
		floor[CHILD] = floor[me];
		exists[CHILD] = true;
		run task(CHILD)
	}
}

/* --- A system call --- */

/* __seccomp_filter(): SECCOMP_RET_KILL_THREAD, and what keeps the task from more */
inline kill()
{
#if defined(FAULT_clear_before_dead)
	atomic {
		!siglock[group[me]] ->
		WORD(me, 0) = false;
		WORD(me, 1) = false
	}
	mode[me] = DEAD;
	cleared[me] = true
#elif defined(FAULT_clear_unlocked)
	mode[me] = DEAD;
	WORD(me, 0) = false;
	d_step { WORD(me, 1) = false; cleared[me] = true }
#elif defined(FAULT_no_clear)
	d_step { mode[me] = DEAD; cleared[me] = true }
#else
	mode[me] = DEAD;
	/* seccomp_cache_task_clear() */
	atomic {
		!siglock[group[me]] ->
		WORD(me, 0) = false;
		WORD(me, 1) = false;
		cleared[me] = true
	}
#endif
}

/* seccomp_cache_miss() */
inline miss()
{
	/* smp_rmb() */
	f = filter[me];
	d_step {
		flag_last = (mode[me] != DISABLED && f != 0);
		assert(flag_last);
		flag_last = false
	}
	if
	:: HAS(allow[f], nr) -> passes = true
	:: else ->
		if
		:: true			/* SECCOMP_RET_ERRNO */
		:: dead = true; kill()
		fi
	fi
}

/* syscall_enter_from_user_mode_work(), seccomp_cache_enter() */
inline call()
{
	atomic {
		if
		:: nr = 0
		:: nr = 1
		fi;
		old = (work[me] -> filter[me] : 0);
		low = floor[me];
		if
		:: !work[me] -> passes = true
		:: else
		fi
	}
	if
	:: passes
	:: !passes && WORD(me, nr) -> passes = true
	:: !passes && !WORD(me, nr) -> miss()
	fi;
	d_step {
		after_tsync = (!passes || HAS(allow[low], nr));
		old_or_new = (!passes || HAS(allow[old], nr));
		assert(after_tsync);
		assert(old_or_new);
		/* Not to be told apart from here on */
		passes = false;
		after_tsync = false;
		old_or_new = false;
		nr = 0;
		f = 0;
		old = 0;
		low = 0
	}
}

proctype task(byte me)
{
	byte calls, nr, f, old, low, new, own, known, base, tries;
	bool passes, dead, after_tsync, old_or_new, flag_last, answers_covered;

end:	do
	:: atomic { me != 0 && !dead && calls < CALLS -> calls++ }
		call()
	:: atomic { !dead && filters < FILTERS -> make_filter() }
		set_mode_filter()
	:: atomic { !dead && me == 1 && !forked -> forked = true }
		do_fork()
	od
}

/* May look at any moment. */
active proctype watch()
{
	bool copy_covered, dead_empty;

end:	atomic {
		!(COVERED(0) && COVERED(1) && COVERED(CHILD) &&
		  EMPTY(0) && EMPTY(1) && EMPTY(CHILD)) ->
		dead_empty = (EMPTY(0) && EMPTY(1) && EMPTY(CHILD));
		assert(dead_empty);
		assert(copy_covered)
	}
}

init {
	atomic {
		allow[0] = ALL;
		cache[0] = ALL;
		answers[0] = ALL;
		mode[0] = DISABLED;
		mode[1] = DISABLED;
		mode[CHILD] = DISABLED;
		exists[0] = true;
		exists[1] = true;
		run task(0);
		run task(1)
	}
}
