/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Included before a selftest's own first line: how long a test may take by the
 * harness's leave. Its 30 seconds are the host's, which emulates the guest and may
 * be busy, so that a test which is slow by design runs into them. 7.3's
 * user_notification_wait_killable_after_reply sends 100000 notifications.
 */
#include "kselftest_harness.h"
#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT 300
