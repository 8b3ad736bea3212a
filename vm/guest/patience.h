/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Included before a selftest's own first line, for what goes wrong only on a machine
 * that is emulated, and that by a busy host.
 */
#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * How long a test may take by the harness's leave. Its 30 seconds are the host's, so
 * that a test which is slow by design runs into them. 7.3's
 * user_notification_wait_killable_after_reply sends 100000 notifications.
 */
#include "kselftest_harness.h"
#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT 300

/*
 * seccomp_bpf's tracer waits for its tracee until SIGUSR1 clears tracer_running. Should
 * that come after it has looked there and before it waits, it waits forever. The few
 * instructions between take long if the host turns to something else there.
 */
extern bool tracer_running;

static inline pid_t wait_or_stop(int *status)
{
	static bool tracing;
	pid_t pid;

	tracing |= tracer_running;
	if (!tracing)
		return waitpid(-1, status, 0);
	do {
		pid = waitpid(-1, status, WNOHANG);
	} while (!pid && tracer_running && !usleep(1000));
	return pid ? pid : -1;
}

#define wait(status)	wait_or_stop(status)
