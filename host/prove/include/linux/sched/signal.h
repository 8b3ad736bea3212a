/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PROVE_LINUX_SCHED_SIGNAL_H
#define PROVE_LINUX_SCHED_SIGNAL_H

#define fatal_signal_pending(task)	false

#endif
